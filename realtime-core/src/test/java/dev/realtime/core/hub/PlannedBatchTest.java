package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.UserId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A batch that was planned for one connection")
class PlannedBatchTest extends OneLaneHub {

    private final List<String> ended = new ArrayList<>();
    private Peer ann;

    @BeforeEach
    void connect() {
        ann = Peer.known(hub, lane, "ann");
    }

    @Test
    @DisplayName("what a link had made of a reply was never ended, and its memory lost")
    void hasItsJoinedFormEndedWithTheWrite() {
        ann.meanwhile(this::join).says("ping");

        assertThat(ended).containsExactly("ended");
    }

    @Test
    @DisplayName("what a link had made of a goodbye was never ended, and its memory lost")
    void hasItsJoinedFormEndedWithTheGoodbye() {
        ann.meanwhile(this::join);

        hub.disconnect(UserId.of("ann"));

        assertThat(ended).containsExactly("ended");
    }

    @Test
    void hasItsJoinedFormEndedAlsoByALinkThatThrows() {
        ann.meanwhile(() -> {
                    join();
                    throw new IllegalStateException("a link with a bug");
                })
                .says("ping");

        assertThat(ended).containsExactly("ended");
    }

    private void join() {
        ann.lastBatch().joined(batch -> (AutoCloseable) () -> ended.add("ended"));
    }
}
