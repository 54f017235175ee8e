package dev.realtime.testkit;

import static dev.realtime.testkit.InboundCall.Kind.HEARD;
import static dev.realtime.testkit.InboundCall.Kind.WRITABLE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.frame.Batch;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.testkit.EdgeUnderTest.Capability;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What the {@link dev.realtime.core.spi.Link} of every edge must do, tried over a real socket. Extend it in the edge's
 * tests and say how to start the edge.
 *
 * <p>L1, which calls come, in which order and on which thread, is checked in every test. L2 to L9 and L25 are about
 * writing and stand here; the others stand in the classes this one extends, which only divide them into files.
 */
@Timeout(60)
public abstract class LinkContract extends EndingRules {

    @Test
    @DisplayName("L2: what is written while the socket is accepted is the first thing the peer reads")
    void writesFromTheFirstMoment() {
        acceptor.welcome(link -> link.sendHere(text("hello")));

        assertThat(open().nextFrame().text()).isEqualTo("hello");
    }

    @Test
    @DisplayName("L5: frames of all kinds and lengths arrive as they were written, in their order")
    void writesFramesInOrder() {
        RawPeer peer = open();
        byte[] big = "x".repeat(60_000).getBytes(UTF_8);

        accepted().send(text("a"), EncodedFrame.binary(big), text(""), EncodedFrame.text(big), text("z"));

        assertThat(peer.nextFrame())
                .matches(frame -> frame.opcode() == 1 && frame.text().equals("a"));
        assertThat(peer.nextFrame()).matches(frame -> frame.opcode() == 2 && frame.payload().length == 60_000);
        assertThat(peer.nextFrame()).matches(frame -> frame.opcode() == 1 && frame.payload().length == 0);
        assertThat(peer.nextFrame().payload()).isEqualTo(big);
        assertThat(peer.nextFrame().text()).isEqualTo("z");
    }

    @Test
    @DisplayName("L6: a peer that falls behind gets every frame once and in order, and a stalled write is told of once")
    void writesToASlowPeer() {
        RawPeer peer = openSlow();
        RecordedLink link = accepted();
        int count = 2_000;
        link.send(numbered(count, 16_000));
        awaitStall(link);

        for (int i = 0; i < count; i++) {
            assertThat(peer.nextFrame().text()).startsWith(i + ":");
        }
        link.next(WRITABLE);
    }

    @Test
    @DisplayName("L7: many small frames go out in order")
    void writesManySmallFrames() {
        RawPeer peer = open();
        int count = 20_000;
        accepted().send(numbered(count, 8));

        for (int i = 0; i < count; i++) {
            assertThat(peer.nextFrame().text()).startsWith(i + ":");
        }
    }

    @Test
    @DisplayName("L8: a link that waits for its peer is busy and does not say otherwise")
    @Tag("stochastic") // that nothing comes is only known for a while
    void staysBusyWhileThePeerDoesNotRead() {
        openSlow();
        RecordedLink link = accepted();
        link.send(numbered(1_000, 16_000));

        awaitStall(link);

        assertThat(link.untilSilence(SILENCE_MILLIS)).isEmpty();
        assertThat(link.taken()).isLessThan(1_000);
    }

    @Test
    @DisplayName("L9: a batch is one write, over when the call returns")
    void joinsWrites() {
        assume(Capability.JOINS_WRITES);
        RawPeer peer = open();
        EncodedFrame[] frames = numbered(100, 8).toArray(EncodedFrame[]::new);

        accepted().tell(link -> {
            Batch batch = Batch.of(frames);
            assertThat(link.write(batch)).isEqualTo(100);
            assertThat(link.isBusy()).isFalse();
            batch.release();
        });

        assertThat(peer.nextFrame().text()).startsWith("0:");
    }

    @Test
    @DisplayName("L25: our ping reaches the peer, and its pong is a sign of life")
    void hearsPongs() {
        RawPeer peer = open();
        RecordedLink link = accepted();

        link.send(EncodedFrame.ping(new byte[] {1, 2, 3}));
        PeerEvent.Frame ping = peer.nextFrame();
        peer.send(WireFrame.pong(ping.payload()));

        assertThat(ping.opcode()).isEqualTo(9);
        assertThat(ping.payload()).containsExactly(1, 2, 3);
        link.next(HEARD);
    }
}
