package dev.realtime.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.realtime.core.ChannelName;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.CursorStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What every {@link CursorStore} must do. Extend it in the adapter's tests and say how to make one; a store that several
 * nodes share also says how to make {@link #another} node's.
 */
public abstract class CursorStoreContract {

    private static final ChannelName CHAT = ChannelName.of("chat");
    private static final int MANY = 2_000;

    private CursorStore store;

    /** A new store without any cursor. */
    protected abstract CursorStore create();

    /** Another node's store of the same cursors as those of the one that was created last. Empty if there is none. */
    protected Optional<CursorStore> another() {
        return Optional.empty();
    }

    /** How long to wait for an answer. */
    protected Duration patience() {
        return Duration.ofSeconds(5);
    }

    @BeforeEach
    void startEmpty() {
        store = create();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    @DisplayName("C1: a reader that never acknowledged anything has no position")
    void knowsNothingAtFirst() {
        assertThat(positionOf("ann")).isEmpty();
    }

    @Test
    @DisplayName("C2: the first acknowledgement places the cursor, be it at the beginning of the log")
    void startsAnywhere() {
        assertThat(advance("ann", "e1", 7)).isTrue();
        assertThat(advance("bob", "e1", 0)).isTrue();

        assertThat(positionOf("ann")).contains(new StreamPosition("e1", 7));
        assertThat(positionOf("bob")).contains(new StreamPosition("e1", 0));
    }

    @Test
    @DisplayName("C3: a further acknowledgement moves it")
    void movesForward() {
        advance("ann", "e1", 7);

        assertThat(advance("ann", "e1", 8)).isTrue();
        assertThat(advance("ann", "e1", 100)).isTrue();

        assertThat(positionOf("ann")).contains(new StreamPosition("e1", 100));
    }

    @Test
    @DisplayName("C4: a repeated acknowledgement does not move it, and says so")
    void staysWhereItStands() {
        advance("ann", "e1", 7);

        assertThat(advance("ann", "e1", 7)).isFalse();

        assertThat(positionOf("ann")).contains(new StreamPosition("e1", 7));
    }

    @Test
    @DisplayName("C5: an overtaken acknowledgement does not move it, and says so")
    void neverMovesBack() {
        advance("ann", "e1", 70);

        assertThat(advance("ann", "e1", 69)).isFalse();
        // Text would put 9 after 70.
        assertThat(advance("ann", "e1", 9)).isFalse();
        assertThat(advance("ann", "e1", 0)).isFalse();

        assertThat(positionOf("ann")).contains(new StreamPosition("e1", 70));
    }

    @Test
    @DisplayName("C6: an acknowledgement of another epoch moves it, however small its offset")
    void followsTheEpoch() {
        advance("ann", "e2", 7);

        assertThat(advance("ann", "e1", 1)).isTrue();
        assertThat(positionOf("ann")).contains(new StreamPosition("e1", 1));
        assertThat(advance("ann", "e1", 1)).isFalse();
        assertThat(advance("ann", "e2", 1)).isTrue();

        assertThat(positionOf("ann")).contains(new StreamPosition("e2", 1));
    }

    @Test
    @DisplayName("C7: readers do not share cursors, whatever they are called")
    void keepsReadersApart() {
        List<String> readers = List.of(
                "ann", "Ann", "ann ", "ann:chat", "acme/ann", "ann|phone", "%61nn", "\u00e4nn", "a\u0308nn", "a*");
        for (int i = 0; i < readers.size(); i++) {
            assertThat(advance(readers.get(i), "e1", 100 - i)).isTrue();
        }

        for (int i = 0; i < readers.size(); i++) {
            assertThat(positionOf(readers.get(i))).contains(new StreamPosition("e1", 100 - i));
        }
        assertThat(positionOf("an")).isEmpty();
    }

    @Test
    @DisplayName("C8: a reader has a cursor for each channel, and for each tenant's")
    void keepsChannelsApart() {
        List<ChannelName> channels = List.of(
                CHAT,
                ChannelName.of("chat:1"),
                new ChannelName("acme", "chat"),
                new ChannelName("acme", "chat:1"),
                new ChannelName("", "acme.chat"));
        for (int i = 0; i < channels.size(); i++) {
            assertThat(await(store.advance("ann", channels.get(i), new StreamPosition("e1", 100 - i))))
                    .isTrue();
        }

        for (int i = 0; i < channels.size(); i++) {
            assertThat(await(store.position("ann", channels.get(i)))).contains(new StreamPosition("e1", 100 - i));
        }
    }

    @Test
    @DisplayName("C9: where a reader's name ends and the channel's begins is not mistaken")
    void keepsNamesApart() {
        await(store.advance("ann:a", ChannelName.of("b"), new StreamPosition("e1", 7)));

        assertThat(await(store.position("ann", ChannelName.of("a:b")))).isEmpty();
        assertThat(await(store.advance("ann", ChannelName.of("a:b"), new StreamPosition("e1", 1))))
                .isTrue();
    }

    @Test
    @DisplayName("C10: offsets are exact to the last digit")
    void isExact() {
        // The first number that a double cannot hold, and the last.
        long wide = (1L << 53) + 1;

        assertThat(advance("ann", "e1", wide - 1)).isTrue();
        assertThat(advance("ann", "e1", wide)).isTrue();
        assertThat(positionOf("ann")).contains(new StreamPosition("e1", wide));
        assertThat(advance("ann", "e1", Long.MAX_VALUE)).isTrue();
        assertThat(advance("ann", "e1", Long.MAX_VALUE - 1)).isFalse();

        assertThat(positionOf("ann")).contains(new StreamPosition("e1", Long.MAX_VALUE));
    }

    @Test
    @DisplayName("C11: acknowledgements that do not wait for each other leave the cursor at the last one")
    void takesAcknowledgementsInAHurry() {
        List<CompletionStage<Boolean>> answers = IntStream.rangeClosed(1, MANY)
                .mapToObj(offset -> store.advance("ann", CHAT, new StreamPosition("e1", offset)))
                .toList();

        answers.forEach(this::await);

        assertThat(positionOf("ann")).contains(new StreamPosition("e1", MANY));
    }

    @Test
    @Tag("stochastic") // a store that reads, compares and writes in three steps can pass by luck
    @DisplayName("C12: of many acknowledgements at once the largest wins, and knows it")
    void keepsTheLargestOfMany() {
        List<Boolean> moved = atOnce(offset -> advance("ann", "e1", offset));

        assertThat(positionOf("ann")).contains(new StreamPosition("e1", MANY));
        assertThat(moved.get(MANY - 1)).isTrue();
    }

    @Test
    @Tag("stochastic") // what is written over by another reader's cursor can pass by luck
    @DisplayName("C13: many readers that acknowledge at once lose nothing")
    void losesNobodyAtOnce() {
        List<Boolean> moved = atOnce(i -> advance("reader-" + i, "e1", i));

        assertThat(moved).containsOnly(true);
        for (int i = 1; i <= MANY; i++) {
            assertThat(positionOf("reader-" + i)).contains(new StreamPosition("e1", i));
        }
    }

    @Test
    @DisplayName("C14: what a reader acknowledges at one node counts at every node")
    void sharesCursorsAmongNodes() {
        Optional<CursorStore> node = another();
        assumeTrue(node.isPresent(), "a store of one node");
        try (CursorStore elsewhere = node.get()) {
            advance("ann", "e1", 7);

            assertThat(await(elsewhere.position("ann", CHAT))).contains(new StreamPosition("e1", 7));
            assertThat(await(elsewhere.advance("ann", CHAT, new StreamPosition("e1", 6))))
                    .isFalse();
            assertThat(await(elsewhere.advance("ann", CHAT, new StreamPosition("e1", 8))))
                    .isTrue();
            assertThat(positionOf("ann")).contains(new StreamPosition("e1", 8));
        }
    }

    private List<Boolean> atOnce(IntFunction<Boolean> each) {
        List<Callable<Boolean>> all = IntStream.rangeClosed(1, MANY)
                .mapToObj(i -> (Callable<Boolean>) () -> each.apply(i))
                .toList();
        return AtOnce.doAll(all, patience().multipliedBy(10));
    }

    private boolean advance(String reader, String epoch, long offset) {
        return await(store.advance(reader, CHAT, new StreamPosition(epoch, offset)));
    }

    private Optional<StreamPosition> positionOf(String reader) {
        return await(store.position(reader, CHAT));
    }

    private <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(patience().toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }
}
