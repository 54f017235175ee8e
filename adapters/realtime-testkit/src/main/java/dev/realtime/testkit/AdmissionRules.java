package dev.realtime.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.spi.Admission;
import dev.realtime.core.spi.Handshake;
import dev.realtime.testkit.EdgeUnderTest.Capability;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which peers come in. */
abstract class AdmissionRules extends EdgeBench {

    @Test
    @DisplayName("L30: the admitter sees the request, and its decision comes with the socket")
    void admitsByTheRequest() {
        AtomicReference<Handshake> seen = new AtomicReference<>();
        admitter.set(handshake -> {
            seen.set(handshake);
            String user = handshake.parameter("user").orElse("nobody");
            return CompletableFuture.completedStage(RecordingAcceptor.admission(user, Optional.of("b.v1")));
        });
        RawPeer peer = peer();

        HttpAnswer answer = peer.upgrade(
                edge().path() + "?user=b%6Fb&x=1&x=2", "X-Test: yes", "Sec-WebSocket-Protocol: a.v1, b.v1");

        assertThat(answer.status()).isEqualTo(101);
        assertThat(answer.header("sec-websocket-protocol")).contains("b.v1");
        assertThat(seen.get().path()).isEqualTo(edge().path());
        assertThat(seen.get().query()).containsEntry("x", List.of("1", "2"));
        assertThat(seen.get().header("x-test")).contains("yes");
        assertThat(accepted().admission().identity().orElseThrow().user().value())
                .isEqualTo("bob");
    }

    @Test
    @DisplayName("L31: a handshake is not answered before it is decided, and the socket opens then")
    void waitsForTheDecision() {
        CompletableFuture<Admission> decision = new CompletableFuture<>();
        CompletableFuture<Handshake> asked = new CompletableFuture<>();
        admitter.set(handshake -> {
            asked.complete(handshake);
            return decision;
        });
        RawPeer peer = peer();
        peer.send(peer.upgradeRequest(edge().path()));
        asked.orTimeout(10, TimeUnit.SECONDS).join();
        assertThat(acceptor.hasAcceptedNone()).isTrue();

        decision.complete(RecordingAcceptor.admission("ann", Optional.empty()));

        assertThat(peer.answer().status()).isEqualTo(101);
        peer.send(WireFrame.text("in"));
        assertThat(accepted().nextMessage().text()).isEqualTo("in");
    }

    @Test
    @DisplayName("L32: a refused peer gets status, headers and a JSON body, and no socket")
    void refusesByStatus() {
        assume(Capability.REFUSES_BY_STATUS);
        admitter.set(handshake -> CompletableFuture.completedStage(
                new Admission.Refused(401, ErrorCode.UNAUTHORIZED, "No token", Map.of("WWW-Authenticate", "Bearer"))));

        HttpAnswer answer = peer().upgrade(edge().path());

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("www-authenticate")).contains("Bearer");
        assertThat(answer.body()).contains("\"UNAUTHORIZED\"").contains("No token");
        assertThat(acceptor.hasAcceptedNone()).isTrue();
    }

    @Test
    @DisplayName("L33: a refused peer never reaches the engine")
    void neverAcceptsARefusedPeer() {
        List<CompletionStage<Admission>> noes = List.of(
                CompletableFuture.completedStage(
                        new Admission.Refused(403, ErrorCode.PERMISSION_DENIED, "No", Map.of())),
                CompletableFuture.failedStage(new IllegalStateException("nobody can tell")));
        for (CompletionStage<Admission> no : noes) {
            admitter.set(handshake -> no);
            RawPeer peer = peer().patience(FIVE_SECONDS);

            int status = peer.upgrade(edge().path()).status();

            assertThat(status == 101 ? peer.nextEnd() : new PeerEvent.Eof())
                    .matches(end -> end instanceof PeerEvent.Closed || end instanceof PeerEvent.Eof);
        }
        assertThat(acceptor.hasAcceptedNone()).isTrue();
    }

    @Test
    @DisplayName("L34: a peer refused by socket reads the close's number and text")
    void refusesBySocket() {
        admitter.set(handshake -> CompletableFuture.completedStage(new Admission.RefusedBySocket(
                ErrorCode.UNAUTHORIZED, 1008, "Authentication required", Optional.empty())));

        assertThat(open().next()).isEqualTo(new PeerEvent.Closed(1008, "Authentication required"));
        assertThat(acceptor.hasAcceptedNone()).isTrue();
    }

    @Test
    @DisplayName("L36: a peer refused by socket gets the subprotocol of the decision, without which a browser gives up")
    void refusesBySocketInASubprotocol() {
        admitter.set(handshake -> CompletableFuture.completedStage(
                new Admission.RefusedBySocket(ErrorCode.UNAUTHORIZED, 4501, "No", Optional.of("b.v1"))));
        RawPeer peer = peer();

        HttpAnswer answer = peer.upgrade(edge().path(), "Sec-WebSocket-Protocol: a.v1, b.v1");

        assertThat(answer.status()).isEqualTo(101);
        assertThat(answer.header("sec-websocket-protocol")).contains("b.v1");
        assertThat(peer.next()).isEqualTo(new PeerEvent.Closed(4501, "No"));
    }

    @Test
    @DisplayName("L35: handshakes at once each get their own decision")
    @Tag("stochastic") // a shared place for the decision can be right by luck
    void keepsHandshakesApart() {
        admitter.set(handshake -> CompletableFuture.completedStage(
                RecordingAcceptor.admission(handshake.parameter("user").orElseThrow(), Optional.empty())));
        acceptor.welcome(link -> link.sendHere(
                text(link.admission().identity().orElseThrow().user().value())));

        List<String> wrong = IntStream.range(0, 200)
                .parallel()
                .mapToObj(i -> "user" + i)
                .filter(user -> {
                    try (RawPeer peer = RawPeer.open(edge().port(), edge().path() + "?user=" + user)) {
                        return !peer.nextFrame().text().equals(user);
                    }
                })
                .toList();

        assertThat(wrong).isEmpty();
    }
}
