package dev.realtime.core.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime.core.ChannelName;
import dev.realtime.core.StreamPosition;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Cursors in memory")
class MemoryCursorStoreTest {

    private static final ChannelName CHAT = ChannelName.of("chat");

    private final MemoryCursorStore store = new MemoryCursorStore(2);

    @Test
    void forgetTheOneThatWasNeitherMovedNorAskedForLongest() {
        advance("ann", 1);
        advance("bob", 2);
        positionOf("ann");

        advance("eve", 3);

        assertThat(positionOf("bob")).isEmpty();
        assertThat(positionOf("ann")).contains(at(1));
        assertThat(positionOf("eve")).contains(at(3));
    }

    @Test
    void countAnOvertakenAcknowledgementAsUse() {
        advance("ann", 7);
        advance("bob", 2);
        advance("ann", 6);

        advance("eve", 3);

        assertThat(positionOf("ann")).contains(at(7));
        assertThat(positionOf("bob")).isEmpty();
    }

    @Test
    void beginAgainAfterTheyWereForgotten() {
        advance("ann", 7);
        advance("bob", 2);
        advance("eve", 3);

        assertThat(advance("ann", 5)).isTrue();
        assertThat(positionOf("ann")).contains(at(5));
    }

    @Test
    @DisplayName("were gone for all hubs that share them as soon as one of these closed")
    void areKeptForOtherHubsWhenOneCloses() {
        advance("ann", 7);

        store.close();

        assertThat(positionOf("ann")).contains(at(7));
    }

    @Test
    void areNotForgottenWithinTheirNumber() {
        advance("ann", 1);
        advance("bob", 2);
        advance("ann", 3);
        advance("bob", 4);

        assertThat(positionOf("ann")).contains(at(3));
        assertThat(positionOf("bob")).contains(at(4));
    }

    @Test
    void needRoom() {
        assertThatThrownBy(() -> new MemoryCursorStore(0)).hasMessage("need maxCursors above zero but got 0");
    }

    private boolean advance(String reader, long offset) {
        return store.advance(reader, CHAT, at(offset)).toCompletableFuture().join();
    }

    private Optional<StreamPosition> positionOf(String reader) {
        return store.position(reader, CHAT).toCompletableFuture().join();
    }

    private static StreamPosition at(long offset) {
        return new StreamPosition("e", offset);
    }
}
