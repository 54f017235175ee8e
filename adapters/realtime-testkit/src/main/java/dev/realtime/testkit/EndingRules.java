package dev.realtime.testkit;

import static dev.realtime.testkit.InboundCall.Kind.CLOSED;
import static dev.realtime.testkit.InboundCall.Kind.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.realtime.core.frame.Batch;
import dev.realtime.core.spi.Link;
import dev.realtime.testkit.EdgeUnderTest.Capability;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How a connection ends: once, whoever ends it. */
abstract class EndingRules extends ReadingRules {

    @Test
    @DisplayName("L10: the peer's close is answered and told of once")
    void answersThePeersClose() {
        RawPeer peer = open();
        RecordedLink link = accepted();

        peer.send(WireFrame.close(1001));

        assertThat(link.next(CLOSED).code()).isEqualTo(1001);
        assertThat(peer.nextEnd()).matches(end -> end instanceof PeerEvent.Closed closed && closed.code() == 1001);
        assertIsOver(link);
    }

    @Test
    @DisplayName("L11: a stream that ends without a close frame is told of once")
    void noticesTheEndOfTheStream() {
        RawPeer peer = open();
        RecordedLink link = accepted();

        peer.send(WireFrame.text("half").unfinished()).shutdownOutput();

        assertThat(link.next(CLOSED).code()).isEqualTo(1006);
        assertIsOver(link);
    }

    @Test
    @DisplayName("L12: a reset is told of once")
    void noticesAReset() {
        RawPeer peer = open();
        RecordedLink link = accepted();

        peer.reset();

        assertThat(link.next(CLOSED).code()).isEqualTo(1006);
        assertIsOver(link);
    }

    @Test
    @DisplayName("L13: a reset under a stalled write ends it")
    void noticesAResetWhileWriting() {
        RawPeer peer = openSlow();
        RecordedLink link = accepted();
        link.send(numbered(1_000, 16_000));
        awaitStall(link);

        peer.reset();

        link.next(CLOSED);
        assertIsOver(link);
    }

    @Test
    @DisplayName("L14: our close reaches the peer with number and text, and its answer ends the connection")
    void closesInOrder() {
        RawPeer peer = open();
        RecordedLink link = accepted();

        link.tell(to -> to.close(4001, "Tschüß"));

        assertThat(peer.next()).isEqualTo(new PeerEvent.Closed(4001, "Tschüß"));
        peer.send(WireFrame.close(4001));
        assertThat(link.next(CLOSED).code()).isEqualTo(4001);
        assertThat(peer.ended()).isTrue();
        assertIsOver(link);
    }

    @Test
    @DisplayName("L15: what was taken before a close arrives before it")
    void closesBehindWhatWasTaken() {
        RawPeer peer = openSlow();
        RecordedLink link = accepted();
        link.send(numbered(1_000, 16_000));
        awaitStall(link);
        link.tell(to -> to.close(4002, "late"));
        int taken = link.taken();

        for (int i = 0; i < taken; i++) {
            assertThat(peer.nextFrame().text()).startsWith(i + ":");
        }
        assertThat(peer.next()).isEqualTo(new PeerEvent.Closed(4002, "late"));
    }

    @Test
    @DisplayName("L16: nothing is taken after a close")
    void takesNothingAfterAClose() {
        RawPeer peer = open();

        accepted().tell(link -> {
            link.close(4001, "");
            assertThat(link.write(Batch.of(text("late")))).isZero();
        });

        assertThat(peer.next()).isInstanceOf(PeerEvent.Closed.class);
    }

    @Test
    @DisplayName("L17: a peer that does not answer our close is given up (FR22)")
    void givesUpOnAnUnansweredClose() {
        RawPeer peer = open();
        RecordedLink link = accepted();

        link.tell(to -> to.close(4001, ""));

        assertThat(link.next(CLOSED).code()).isIn(4001, 1006);
        assertIsOver(link);
        assumeTrue(edge().capabilities().contains(Capability.ABORTS), "cutting the socket needs ABORTS");
        assertThat(peer.patience(FIVE_SECONDS).ended()).isTrue();
    }

    @Test
    @DisplayName("L18: closing twice, aborting and going on writing afterwards does no harm and is told of once")
    void endsOnlyOnce() {
        RawPeer peer = open();
        RecordedLink link = accepted();

        link.tell(to -> {
            to.close(4001, "first");
            to.close(4002, "second");
            to.abort();
            to.abort();
            to.close(4003, "third");
            to.reading(false);
            to.reading(true);
            assertThat(to.write(Batch.of(text("late")))).isZero();
        });

        link.next(CLOSED);
        assertIsOver(link);
        assertThat(peer.nextEnd()).isNotEqualTo(new PeerEvent.Closed(4002, "second"));
    }

    @Test
    @DisplayName("L19: a connection may be closed while it is accepted, and while a message is brought")
    void closesInsideACall() {
        acceptor.welcome(link -> link.react(call -> {
            if (call.kind() == TEXT) {
                link.end(to -> to.close(4503, "inside"));
            }
        }));
        RawPeer peer = open();
        peer.send(WireFrame.text("go"));
        assertThat(peer.nextEnd()).isEqualTo(new PeerEvent.Closed(4503, "inside"));
        accepted();

        acceptor.welcome(link -> link.end(to -> to.close(4501, "at once")));
        assertThat(open().nextEnd()).isEqualTo(new PeerEvent.Closed(4501, "at once"));
        accepted();
    }

    @Test
    @DisplayName("L20: an abort is told of once, also inside a call")
    void tellsOfAnAbort() {
        RawPeer peer = open();
        RecordedLink link = accepted();
        link.react(call -> {
            if (call.kind() == TEXT) {
                link.end(Link::abort);
            }
        });

        peer.send(WireFrame.text("go"));

        assertThat(link.nextMessage().kind()).isEqualTo(TEXT);
        assertThat(link.next(CLOSED).code()).isEqualTo(1006);
        assertIsOver(link);
    }

    @Test
    @DisplayName("L21: an abort cuts the socket of a peer that does not read (P8)")
    void reallyAborts() {
        assume(Capability.ABORTS);
        RawPeer peer = openSlow();
        RecordedLink link = accepted();
        link.send(numbered(1_000, 16_000));
        awaitStall(link);

        link.tell(Link::abort);

        link.next(CLOSED);
        assertThat(peer.patience(FIVE_SECONDS).ended()).isTrue();
        assertIsOver(link);
    }
}
