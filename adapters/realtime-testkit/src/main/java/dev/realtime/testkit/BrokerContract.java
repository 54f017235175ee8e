package dev.realtime.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.Publication;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.Broker;
import dev.realtime.core.spi.Broker.Page;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Broker} must do. Extend it in the adapter's tests and say how to make one.
 *
 * <p>The kit calls the broker as the engine does: calls for one channel never overlap.
 */
public abstract class BrokerContract {

    private static final ChannelName CHAT = ChannelName.of("chat");
    private static final ChannelName NEWS = ChannelName.of("news");
    private static final int HISTORY = 10;

    private final List<Publication> told = Collections.synchronizedList(new ArrayList<>());
    private Broker broker;

    /** A new broker without any log, not started. */
    protected abstract Broker create();

    @BeforeEach
    void startEmpty() {
        start(ChannelOptions.DEFAULT.history(
                HISTORY, 1 << 20, ChannelOptions.DEFAULT.history().age()));
    }

    @AfterEach
    void close() {
        broker.close();
    }

    @Test
    @DisplayName("B1: offsets run 1, 2, 3 … inside an epoch, for each channel on its own")
    void countsWithoutHoles() {
        List<StreamPosition> chat = List.of(publish(CHAT, "1"), publish(CHAT, "2"), publish(CHAT, "3"));
        StreamPosition news = publish(NEWS, "1");

        assertThat(chat).extracting(StreamPosition::offset).containsExactly(1L, 2L, 3L);
        assertThat(chat)
                .extracting(StreamPosition::epoch)
                .containsOnly(chat.get(0).epoch());
        assertThat(news.offset()).isEqualTo(1);
    }

    @Test
    @DisplayName("B2: attaching answers with the top, and everything after it is told, in order, as it was published")
    void tellsWhatComesAfterTheTop() {
        publish(CHAT, "1");
        StreamPosition top = await(broker.attach(CHAT));
        List<Long> expected = LongStream.rangeClosed(2, 100).boxed().toList();

        expected.forEach(number -> publish(CHAT, number.toString()));
        awaitTold(expected.size());

        assertThat(top.offset()).isEqualTo(1);
        assertThat(told).extracting(Publication::offset).containsExactlyElementsOf(expected);
        assertThat(told.get(0).message().data()).isEqualTo(Payload.json("2"));
    }

    @Test
    @DisplayName("B3: a publish completes after the node that is attached was told")
    void tellsBeforeItAcknowledges() {
        await(broker.attach(CHAT));

        StreamPosition position = publish(CHAT, "1");

        assertThat(told).extracting(Publication::offset).contains(position.offset());
    }

    @Test
    @DisplayName("B4: after detaching nothing is told")
    void fallsSilent() {
        await(broker.attach(CHAT));
        broker.detach(CHAT);

        publish(CHAT, "1");

        assertThat(told).isEmpty();
    }

    @Test
    @DisplayName("B5: reading gives the entries after a position, without holes, as they were told")
    void readsWithoutHoles() {
        await(broker.attach(CHAT));
        String epoch = publish(CHAT, "1").epoch();
        publish(CHAT, "2");
        publish(CHAT, "3");
        awaitTold(3);

        Page page = read(CHAT, new StreamPosition(epoch, 1), 100);

        assertThat(page).isEqualTo(new Page.Entries(told.subList(1, 3), new StreamPosition(epoch, 3)));
    }

    @Test
    @DisplayName("B6: a page ends at its count and goes on where it ended")
    void readsPageByPage() {
        String epoch = fill(5);

        assertThat(offsets(read(CHAT, new StreamPosition(epoch, 0), 2))).containsExactly(1L, 2L);
        assertThat(offsets(read(CHAT, new StreamPosition(epoch, 2), 2))).containsExactly(3L, 4L);
        assertThat(offsets(read(CHAT, new StreamPosition(epoch, 5), 2))).isEmpty();
    }

    @Test
    @DisplayName("B7: a position that history has left is expired, never answered with a hole")
    void saysWhatItHasLost() {
        String epoch = fill(HISTORY + 5);

        assertThat(read(CHAT, new StreamPosition(epoch, 4), 100))
                .isInstanceOfSatisfying(
                        Page.Lost.class, lost -> assertThat(lost.reason()).isEqualTo(Page.Lost.Reason.EXPIRED));
        assertThat(offsets(read(CHAT, new StreamPosition(epoch, 5), 100))).hasSize(HISTORY);
    }

    @Test
    @DisplayName("B8: a position of another epoch, or beyond the top, is told apart")
    void tellsEpochsAndTheFutureApart() {
        String epoch = fill(3);

        assertThat(read(CHAT, new StreamPosition("another", 2), 100))
                .isInstanceOfSatisfying(
                        Page.Lost.class, lost -> assertThat(lost.reason()).isEqualTo(Page.Lost.Reason.EPOCH));
        assertThat(read(CHAT, new StreamPosition(epoch, 4), 100))
                .isInstanceOfSatisfying(
                        Page.Lost.class, lost -> assertThat(lost.reason()).isEqualTo(Page.Lost.Reason.AHEAD));
    }

    @Test
    @DisplayName("B9: everything of a message survives")
    void keepsEverything() {
        Message message = Message.of("note", Payload.binary(new byte[] {0, -1, 7}))
                .from("c_1")
                .withoutEcho()
                .via(NEWS)
                .key("k")
                .tags(Map.of("a", "b"));
        String epoch = await(broker.publish(CHAT, message)).epoch();

        Page page = read(CHAT, new StreamPosition(epoch, 0), 1);

        assertThat(((Page.Entries) page).entries().get(0).message()).isEqualTo(message);
    }

    @Test
    @DisplayName("B10: a channel without history gives out offsets all the same")
    void countsWithoutHistory() {
        broker.close();
        start(ChannelOptions.DEFAULT.withoutHistory());
        String epoch = fill(3);

        assertThat(read(CHAT, new StreamPosition(epoch, 1), 100)).isInstanceOf(Page.Lost.class);
        assertThat(offsets(read(CHAT, new StreamPosition(epoch, 3), 100))).isEmpty();
    }

    private void start(ChannelOptions options) {
        broker = create();
        broker.start(channel -> options, (channel, epoch, publication) -> told.add(publication));
    }

    private String fill(int count) {
        String epoch = "";
        for (int i = 1; i <= count; i++) {
            epoch = publish(CHAT, "" + i).epoch();
        }
        return epoch;
    }

    private StreamPosition publish(ChannelName channel, String json) {
        return await(broker.publish(channel, Message.of(Payload.json(json))));
    }

    private Page read(ChannelName channel, StreamPosition after, int maxCount) {
        return await(broker.read(channel, Optional.of(after), maxCount, 1 << 20));
    }

    private static List<Long> offsets(Page page) {
        return ((Page.Entries) page).entries().stream().map(Publication::offset).toList();
    }

    private void awaitTold(int count) {
        Awaitility.await().atMost(5, TimeUnit.SECONDS).until(() -> told.size() >= count);
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(5, TimeUnit.SECONDS).join();
    }
}
