package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.Identity;
import dev.realtime.core.UserId;
import dev.realtime.core.spi.Authenticator.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("A peer that comes")
class GreetingTest extends OneLaneHub {

    @Nested
    @DisplayName("unknown")
    class Unknown {

        private Peer stranger;

        @BeforeEach
        void connect() {
            stranger = Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty());
        }

        @Test
        void goesIfItBringsNoToken() {
            assertThat(stranger.says("connect").hears())
                    .containsExactly("failure UNAUTHORIZED", "goodbye INVALID_TOKEN");
            assertThat(stranger.closedWith()).isEqualTo(4501);
        }

        @Test
        void isToldToPresentItselfFirst() {
            assertThat(stranger.says("ping", "what", "publish chat 1").hears())
                    .hasSize(3)
                    .containsOnly("failure BAD_REQUEST");

            assertThat(stranger.says("connect token-ann").hears())
                    .containsExactly("connected ann", "subscribed user:ann at 0 NEW");
        }

        @Test
        void getsItsOwnChannelWhateverElseItAsksFor() {
            assertThat(stranger.says("connect token-ann - * chat").hears())
                    .containsExactly(
                            "connected ann",
                            "failure BAD_REQUEST unasked",
                            "subscribed chat at 0 NEW",
                            "subscribed user:ann at 0 NEW");
        }

        @Test
        void presentsItselfOnce() {
            stranger.says("connect token-ann").hears();

            assertThat(stranger.says("connect token-ann", "ping").hears())
                    .containsExactly("failure BAD_REQUEST", "pong");
        }
    }

    @Nested
    @DisplayName("known by its handshake")
    class Known {

        private Peer ann;

        @BeforeEach
        void connect() {
            ann = Peer.connect(hub, lane, LineDialect.EXPLICIT, Peer.user("ann"));
        }

        @Test
        void needsNoToken() {
            assertThat(ann.says("connect").hears()).startsWith("connected ann");
        }

        @Test
        void mayBringOneOfItsOwn() {
            assertThat(ann.says("connect token-ann").hears()).startsWith("connected ann");
        }

        @Test
        void mayNotBringAnothers() {
            assertThat(ann.says("connect token-bob").hears())
                    .containsExactly("failure PERMISSION_DENIED", "goodbye FORBIDDEN");
            assertThat(ann.closedWith()).isEqualTo(4502);
        }
    }

    @Nested
    @DisplayName("with a token that takes its time")
    class Judged {

        private final CompletableFuture<Outcome> verdict = new CompletableFuture<>();
        private Peer ann;

        @BeforeEach
        void connect() {
            ann = Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty(), token -> verdict);
        }

        @Test
        void isHeardInItsOrderOnceItIsKnown() {
            ann.says("connect slow", "ping", "history chat", "connect slow");
            assertThat(ann.hears()).isEmpty();
            assertThat(ann.isRead()).isFalse();

            verdict.complete(new Outcome.Accepted(Identity.verified(UserId.of("ann"))));
            lane.run();

            assertThat(ann.hears())
                    // A page waits until all else has been told.
                    .containsExactly(
                            "connected ann",
                            "subscribed user:ann at 0 NEW",
                            "pong",
                            "failure BAD_REQUEST",
                            "history of chat [] of 0");
            assertThat(ann.isRead()).isTrue();
        }

        @Test
        @DisplayName("that ends soon is sent away soon")
        void livesByItsToken() {
            verdict.complete(new Outcome.Accepted(
                    Identity.verified(UserId.of("ann")).expiresAt(lane.instant().plusSeconds(2))));
            ann.says("connect slow").hears();

            lane.advance(Duration.ofSeconds(27));

            assertThat(ann.closedWith()).isEqualTo(4002);
        }
    }
}
