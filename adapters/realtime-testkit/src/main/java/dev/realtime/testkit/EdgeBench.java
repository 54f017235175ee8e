package dev.realtime.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.spi.Acceptor;
import dev.realtime.core.spi.Admitter;
import dev.realtime.core.spi.Link;
import dev.realtime.testkit.EdgeUnderTest.Capability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * An edge between an engine and peers that are both the test's.
 *
 * <p><b>Threads:</b> the test's own; what the edge calls is recorded.
 */
abstract class EdgeBench {

    static final int SILENCE_MILLIS = 250;
    static final Duration FIVE_SECONDS = Duration.ofSeconds(5);

    final RecordingAcceptor acceptor = new RecordingAcceptor();
    final AtomicReference<Admitter> admitter = new AtomicReference<>(
            handshake -> CompletableFuture.completedStage(RecordingAcceptor.admission("ann", Optional.empty())));
    private final List<RecordedLink> links = new ArrayList<>();
    private final List<RawPeer> peers = new ArrayList<>();
    private EdgeUnderTest edge;

    /** Starts the edge as {@link EdgeUnderTest} says. */
    protected abstract EdgeUnderTest start(Acceptor acceptor, Admitter admitter);

    @BeforeEach
    final void startEdge() {
        edge = start(acceptor, handshake -> admitter.get().admit(handshake));
    }

    @AfterEach
    final void stopEdge() {
        peers.forEach(RawPeer::close);
        edge.close();
        assertThat(acceptor.wasCalledOffLane())
                .as("L1: accept() comes on the lane")
                .isFalse();
        assertThat(links)
                .allSatisfy(link ->
                        assertThat(link.faults()).as("L1: the order of calls").isEmpty());
    }

    final void assertIsOver(RecordedLink link) {
        assertThat(link.untilSilence(SILENCE_MILLIS)).as("calls after closed()").isEmpty();
    }

    /** Waits until the peer's socket takes no more. */
    final void awaitStall(RecordedLink link) {
        link.untilSilence(SILENCE_MILLIS);
        assertThat(link.ask(Link::isBusy))
                .as("busy, with a peer that does not read")
                .isTrue();
    }

    final EdgeUnderTest edge() {
        return edge;
    }

    final void assume(Capability capability) {
        assumeTrue(edge.capabilities().contains(capability), "the edge does not claim " + capability);
    }

    final RawPeer peer() {
        RawPeer peer = RawPeer.connect(edge.port());
        peers.add(peer);
        return peer;
    }

    final RawPeer open() {
        return peer().opened(edge.path());
    }

    /** A peer whose socket soon takes no more. */
    final RawPeer openSlow() {
        RawPeer peer = RawPeer.connect(edge.port(), 8 * 1024);
        peers.add(peer);
        return peer.opened(edge.path());
    }

    final RecordedLink accepted() {
        RecordedLink link = acceptor.next();
        links.add(link);
        return link;
    }

    static EncodedFrame text(String text) {
        return EncodedFrame.text(text.getBytes(UTF_8));
    }

    /** Frames that begin with their number and a colon. */
    static List<EncodedFrame> numbered(int count, int length) {
        return IntStream.range(0, count)
                .mapToObj(i -> text(i + ":" + "x".repeat(length)))
                .toList();
    }
}
