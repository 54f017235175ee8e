package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.Limits;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.memory.MemoryBroker;
import dev.realtime.core.memory.SystemRandomness;
import dev.realtime.core.memory.SystemTicker;
import dev.realtime.core.spi.Authorizer;
import dev.realtime.core.spi.Broker;
import dev.realtime.core.spi.BrokerDecorator;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A hub whose adapters fail")
class FailingAdaptersTest extends OneLaneHub {

    /** Ways for an adapter to break its word. */
    enum Fault {
        THROWS {
            @Override
            <T> CompletionStage<T> answer() {
                throw new IllegalStateException("an adapter with a bug");
            }
        },
        OWES_A_STAGE {
            @Override
            <T> CompletionStage<T> answer() {
                return null;
            }
        },
        OWES_AN_ANSWER {
            @Override
            <T> CompletionStage<T> answer() {
                return CompletableFuture.completedFuture(null);
            }
        },
        FAILS {
            @Override
            <T> CompletionStage<T> answer() {
                return CompletableFuture.failedFuture(new IllegalStateException("away"));
            }
        };

        abstract <T> CompletionStage<T> answer();
    }

    @Nested
    @DisplayName("given an authorizer that cannot tell")
    class AuthorizerThatCannotTell {

        @ParameterizedTest
        @EnumSource
        void answersWithATemporaryErrorHoweverOftenItIsAsked(Fault fault) {
            hub = builder().authorizer((who, action, channel) -> fault.answer()).build();
            Peer bob = Peer.known(hub, lane, "bob");
            bob.hears();

            for (int i = 0; i < 20; i++) {
                bob.says("subscribe chat", "publish chat x");
            }

            assertThat(bob.hears()).hasSize(40).containsOnly("failure INTERNAL_ERROR");
            assertThat(bob.isRead()).isTrue();
        }

        @Test
        @DisplayName("what waited behind a failed command was never started")
        void goesOnWithTheCommandsBehind() {
            CompletableFuture<Boolean> verdict = new CompletableFuture<>();
            hub = builder()
                    .authorizer((who, action, channel) ->
                            action == Authorizer.Action.SUBSCRIBE ? verdict : Fault.THROWS.answer())
                    .build();
            Peer bob = Peer.known(hub, lane, "bob");
            bob.hears();
            bob.says("subscribe chat", "publish chat x", "unsubscribe chat");

            verdict.complete(true);
            lane.run();

            assertThat(bob.hears())
                    .containsExactly("subscribed chat at 0 NEW", "failure INTERNAL_ERROR", "unsubscribed chat");
        }
    }

    @Nested
    @DisplayName("given an authenticator that cannot tell")
    class AuthenticatorThatCannotTell {

        @ParameterizedTest
        @EnumSource
        void sendsThePeerAwayToComeBack(Fault fault) {
            Peer ann = Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty(), token -> fault.answer());

            ann.says("connect token-ann");

            assertThat(ann.hears()).containsExactly("failure OVERLOADED", "goodbye OVERLOADED");
            assertThat(ann.closedWith()).isEqualTo(4006);
        }

        @Test
        @DisplayName("a peer was told never to come back because our authenticator was slow")
        void blamesNobodyForItsOwnSlowness() {
            Peer ann =
                    Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty(), token -> new CompletableFuture<>());
            ann.says("connect token-ann");

            lane.advance(Duration.ofSeconds(11));

            assertThat(ann.closedWith()).isEqualTo(4006);
        }
    }

    @Nested
    @DisplayName("given a broker that fails")
    class BrokerThatFails {

        @ParameterizedTest
        @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OWES_AN_ANSWER")
        void answersEverySubscriberAndKeepsNoBytesOfPublishes(Fault fault) {
            hub = builder()
                    .limits(Limits.DEFAULT.with(limits -> limits.maxPendingPublishBytes = 400))
                    .broker(new FaultyBroker(fault))
                    .build();
            Peer bob = Peer.known(hub, lane, "bob");
            bob.hears();

            bob.says("subscribe chat", "subscribe chat", "publish chat x", "publish chat x", "publish chat x");

            // Whether a publish took effect nobody knows; a subscription surely did not.
            assertThat(bob.hears())
                    .containsExactlyInAnyOrder(
                            "failure NOT_AVAILABLE",
                            "failure NOT_AVAILABLE",
                            "failure TIMEOUT",
                            "failure TIMEOUT",
                            "failure TIMEOUT");
            assertThat(stats().subscribers()).isEmpty();
        }

        @Test
        @DisplayName("a channel that could not be attached stayed attached at a broker that had done so all the same")
        void isToldToLetGoWhatItMayHaveAttached() {
            HalfDeafBroker broker = new HalfDeafBroker();
            hub = builder().broker(broker).build();
            Peer bob = Peer.known(hub, lane, "bob");

            bob.says("subscribe chat");

            assertThat(bob.hears()).contains("failure NOT_AVAILABLE");
            assertThat(broker.attached).doesNotContain(CHAT);
        }

        @Test
        void tellsThePublisherWhatWentWrongWithoutWrapping() {
            hub = builder().broker(new FaultyBroker(Fault.FAILS)).build();

            CompletableFuture<StreamPosition> published =
                    hub.publish(CHAT, Message.of(Payload.EMPTY)).toCompletableFuture();

            assertThatThrownBy(published::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    @DisplayName("a dialect that cannot encode an answer costs that answer only")
    void survivesADialectThatCannotEncode() {
        Peer bob = Peer.known(hub, lane, "bob");
        bob.hears();

        bob.says("subscribe unspeakable", "subscribe chat", "publish chat 1");

        assertThat(bob.hears()).containsExactly("subscribed chat at 0 NEW", "ack 1", "chat 1 1");
    }

    /** A broker in memory that attaches channels, and says that it could not. */
    private static final class HalfDeafBroker extends BrokerDecorator {

        private final List<ChannelName> attached = new ArrayList<>();

        HalfDeafBroker() {
            super(new MemoryBroker(1 << 20, SystemTicker.INSTANCE, Clock.systemUTC(), new SystemRandomness()));
        }

        @Override
        public CompletionStage<StreamPosition> attach(ChannelName channel) {
            attached.add(channel);
            return super.attach(channel).thenCompose(top -> Fault.FAILS.answer());
        }

        @Override
        public void detach(ChannelName channel) {
            attached.remove(channel);
            super.detach(channel);
        }
    }

    private record FaultyBroker(Fault fault) implements Broker {
        @Override
        public void start(Function<ChannelName, ChannelOptions> options, Listener listener) {
            // There is nothing it could tell of.
        }

        @Override
        public CompletionStage<StreamPosition> publish(ChannelName channel, Message message) {
            return fault.<StreamPosition>answer().thenApply(position -> position);
        }

        @Override
        public CompletionStage<StreamPosition> attach(ChannelName channel) {
            return fault.answer();
        }

        @Override
        public void detach(ChannelName channel) {
            throw new IllegalStateException("never attached");
        }

        @Override
        public CompletionStage<Page> read(
                ChannelName channel, Optional<StreamPosition> after, int maxCount, long maxBytes) {
            return fault.answer();
        }

        @Override
        public CompletionStage<Page> readBack(
                ChannelName channel, Optional<StreamPosition> before, int maxCount, long maxBytes) {
            return fault.answer();
        }

        @Override
        public CompletionStage<Page> latest(
                ChannelName channel, Optional<StreamPosition> after, int maxCount, long maxBytes) {
            return fault.answer();
        }

        @Override
        public void close() {
            throw new IllegalStateException("never opened");
        }
    }
}
