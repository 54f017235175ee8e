package dev.realtime.testkit;

import static dev.realtime.testkit.InboundCall.Kind.BINARY;
import static dev.realtime.testkit.InboundCall.Kind.CLOSED;
import static dev.realtime.testkit.InboundCall.Kind.HEARD;
import static dev.realtime.testkit.InboundCall.Kind.PINGED;
import static dev.realtime.testkit.InboundCall.Kind.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.testkit.EdgeUnderTest.Capability;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What an edge brings to the engine. */
abstract class ReadingRules extends AdmissionRules {

    @Test
    @DisplayName("L3: messages come whole, with their kind, in the order in which the peer sent them")
    void bringsMessagesInOrder() {
        RawPeer peer = open();
        RecordedLink link = accepted();

        peer.send(WireFrame.text("one"));
        peer.send(WireFrame.binary((byte) 2, (byte) -1));
        peer.send(WireFrame.text("thr").unfinished()).send(WireFrame.continuation((byte) 'e', (byte) 'e'));
        peer.send(WireFrame.text(""));
        peer.sendChopped(WireFrame.text("über").bytes());

        assertThat(link.next(TEXT).text()).isEqualTo("one");
        assertThat(link.next(BINARY).payload()).containsExactly(2, -1);
        assertThat(link.next(TEXT).text()).isEqualTo("three");
        assertThat(link.next(TEXT).text()).isEmpty();
        assertThat(link.next(TEXT).text()).isEqualTo("über");
    }

    @Test
    @DisplayName("L4: messages sent right behind the handshake's answer are not lost")
    void losesNothingBehindTheHandshake() {
        open().send(WireFrame.text("early")).send(WireFrame.text("second"));

        RecordedLink link = accepted();

        assertThat(link.next(TEXT).text()).isEqualTo("early");
        assertThat(link.next(TEXT).text()).isEqualTo("second");
    }

    @Test
    @DisplayName("L22: a pause lets the peer's messages wait in the socket, and none is lost or out of order after it")
    void pausesReading() {
        assume(Capability.PAUSES_READING);
        RawPeer peer = open();
        RecordedLink link = accepted();
        int count = 2_000;
        link.tell(to -> to.reading(false));
        CompletableFuture<Void> sending = CompletableFuture.runAsync(
                () -> numbered(count, 8_000).forEach(frame -> peer.send(WireFrame.of(1, frame.bytes()))));

        List<InboundCall> paused = link.untilSilence(4 * SILENCE_MILLIS);
        assertThat(paused).hasSizeLessThan(count / 2);
        assertThat(sending).isNotDone();
        link.tell(to -> to.reading(true));

        for (int i = (int) paused.stream().filter(call -> call.kind() == TEXT).count(); i < count; i++) {
            assertThat(link.next(TEXT).text()).startsWith(i + ":");
        }
        sending.orTimeout(10, TimeUnit.SECONDS).join();
    }

    @Test
    @DisplayName("L23: messages of a peer that keeps to the pause come after it, in order")
    void resumesReading() {
        RawPeer peer = open();
        RecordedLink link = accepted();
        link.tell(to -> to.reading(false));
        IntStream.range(0, 20).forEach(i -> peer.send(WireFrame.text(i + ":")));

        link.tell(to -> to.reading(true));

        IntStream.range(0, 20).forEach(i -> assertThat(link.next(TEXT).text()).isEqualTo(i + ":"));
    }

    @Test
    @DisplayName("L24: a paused connection still notices that it was aborted")
    void endsWhilePaused() {
        open();
        RecordedLink link = accepted();

        link.tell(to -> {
            to.reading(false);
            to.abort();
        });

        link.next(CLOSED);
        assertIsOver(link);
    }

    @Test
    @DisplayName("L26: the peer's ping is brought to the engine, which answers it")
    void bringsPings() {
        assumeFalse(edge().capabilities().contains(Capability.ANSWERS_PINGS_ITSELF), "the edge answers pings itself");
        RawPeer peer = open();
        RecordedLink link = accepted();
        peer.send(WireFrame.ping((byte) 7));

        link.send(EncodedFrame.pong(link.next(PINGED).payload()));

        assertThat(peer.nextFrame()).matches(pong -> pong.opcode() == 10 && pong.payload()[0] == 7);
    }

    @Test
    @DisplayName("L27: an edge that answers pings itself answers them")
    void answersPings() {
        assume(Capability.ANSWERS_PINGS_ITSELF);
        RawPeer peer = open();
        accepted();

        peer.send(WireFrame.ping((byte) 7));

        assertThat(peer.nextFrame()).matches(pong -> pong.opcode() == 10 && pong.payload()[0] == 7);
    }

    @Test
    @DisplayName("L28: a part of a message is a sign of life")
    void hearsFragments() {
        assume(Capability.HEARS_FRAGMENTS);
        RawPeer peer = open();
        RecordedLink link = accepted();

        peer.send(WireFrame.text("half").unfinished());

        link.next(HEARD);
    }

    @Test
    @DisplayName("L29: long messages come whole")
    void bringsLongMessages() {
        RawPeer peer = open();
        String longText = "ä".repeat(30_000);

        peer.send(WireFrame.text(longText));

        assertThat(accepted().next(TEXT).text()).isEqualTo(longText);
    }
}
