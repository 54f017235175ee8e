package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelOptions;
import dev.realtime.core.ChannelOptions.Feature;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Identity;
import dev.realtime.core.Limits;
import dev.realtime.core.Publication;
import dev.realtime.core.Quotas;
import dev.realtime.core.Rate;
import dev.realtime.core.UserId;
import dev.realtime.core.spi.Admission;
import dev.realtime.core.spi.Call;
import dev.realtime.core.spi.CallHandler;
import dev.realtime.core.spi.Escalation;
import dev.realtime.core.spi.Handshake;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("Telemetry hears which limit was hit")
class LimitsToldTest extends OneLaneHub {

    private static final Rate ONE_AT_ONCE = new Rate(1, 1);
    private static final Rate TEN_AT_ONCE = new Rate(1, 10);

    private final Told told = new Told();

    private List<String> limits() {
        List<String> limits = told.by("limitHit").stream()
                .map(line -> line.substring("limitHit ".length()))
                .toList();
        told.forget();
        return limits;
    }

    private HubBuilder with(Consumer<Limits.Builder> changes) {
        return builder().telemetry(told.telemetry()).limits(Limits.DEFAULT.with(changes));
    }

    private void withQuotas(Consumer<Quotas.Builder> changes) {
        hub = with(limits -> limits.quotas = Quotas.DEFAULT.with(changes)).build();
    }

    private Peer known(String user) {
        return Peer.known(hub, lane, user);
    }

    @Nested
    @DisplayName("of what peers send")
    class OfMessages {

        @Test
        void forTheConnectionTheUserAndTheAddress() {
            withQuotas(quotas -> quotas.messagesPerConnection = ONE_AT_ONCE);
            known("ann").says("ping", "ping");
            assertThat(limits()).containsExactly("MESSAGES_PER_CONNECTION");

            withQuotas(quotas -> quotas.messagesPerUser = ONE_AT_ONCE);
            known("ann").says("ping", "ping");
            assertThat(limits()).containsExactly("MESSAGES_PER_USER");

            withQuotas(quotas -> quotas.messagesPerAddress = ONE_AT_ONCE);
            known("ann").says("ping", "ping");
            assertThat(limits()).containsExactly("MESSAGES_PER_ADDRESS");
        }

        @Test
        void inBytes() {
            withQuotas(quotas -> quotas.bytesPerConnection = TEN_AT_ONCE);
            known("ann").says("ping", "ping", "ping");
            assertThat(limits()).containsExactly("BYTES_PER_CONNECTION");

            withQuotas(quotas -> quotas.bytesPerUser = TEN_AT_ONCE);
            known("ann").says("ping", "ping", "ping");
            assertThat(limits()).containsExactly("BYTES_PER_USER");

            withQuotas(quotas -> quotas.bytesPerAddress = TEN_AT_ONCE);
            known("ann").says("ping", "ping", "ping");
            assertThat(limits()).containsExactly("BYTES_PER_ADDRESS");
        }

        @Test
        void whenAPeerDoesNotStop() {
            withQuotas(quotas -> {
                quotas.messagesPerConnection = ONE_AT_ONCE;
                quotas.maxOffences = 10;
            });
            Peer ann = known("ann");
            for (int second = 0; second <= 20; second++) {
                ann.says("ping", "ping");
                lane.advance(Duration.ofSeconds(1));
            }

            assertThat(limits()).contains("MESSAGES_PER_CONNECTION", "FLOODS", "OFFENCES");
        }

        @Test
        void whenAPeerTalksNonsense() {
            hub = with(limits -> limits.maxMistakes = 1).build();

            known("ann").says("nonsense", "nonsense");

            assertThat(limits()).containsExactly("MISTAKES");
        }
    }

    @Nested
    @DisplayName("of connections")
    class OfConnections {

        @Test
        void whenTooManyAreOpen() {
            hub = with(limits -> limits.maxConnections = 1).build();
            known("ann");
            known("bob");
            assertThat(limits()).containsExactly("CONNECTIONS");

            hub = with(limits -> limits.maxConnectionsPerUser = 1).build();
            known("ann");
            known("ann");
            assertThat(limits()).containsExactly("CONNECTIONS_PER_USER");

            withQuotas(quotas -> quotas.maxConnectionsPerAddress = 1);
            known("ann");
            known("bob");
            assertThat(limits()).containsExactly("CONNECTIONS_PER_ADDRESS");
        }

        @Test
        void whenTooManyWantToCome() {
            withQuotas(quotas -> quotas.connects = ONE_AT_ONCE);
            knocks("ann");
            knocks("bob");
            assertThat(limits()).containsExactly("CONNECTS");

            withQuotas(quotas -> quotas.connectsPerAddress = ONE_AT_ONCE);
            knocks("ann");
            knocks("bob");
            assertThat(limits()).containsExactly("CONNECTS_PER_ADDRESS");

            withQuotas(quotas -> quotas.connectsPerUser = ONE_AT_ONCE);
            knocks("ann");
            knocks("ann");
            assertThat(limits()).containsExactly("CONNECTS_PER_USER");

            withQuotas(quotas -> quotas.maxConnectionsPerAddress = 1);
            known("ann");
            knocks("ann");
            assertThat(limits()).containsExactly("CONNECTIONS_PER_ADDRESS");
        }

        @Test
        @DisplayName("and of every handshake how it went, and how long it took")
        void ofEveryHandshake() {
            withQuotas(quotas -> quotas.connectsPerUser = ONE_AT_ONCE);
            CompletableFuture<Admission> verdict = new CompletableFuture<>();
            hub.guard(handshake -> verdict).admit(handshake());
            lane.advance(Duration.ofSeconds(2));
            verdict.complete(accepted("ann"));
            knocks("ann");

            hub.guard(handshake -> CompletableFuture.completedFuture(
                            new Admission.Refused(401, ErrorCode.UNAUTHORIZED, "Invalid token", Map.of())))
                    .admit(handshake());

            assertThat(told.by("handshakeAccepted", "handshakeRefused"))
                    .containsExactly(
                            "handshakeAccepted line 2000000000",
                            "handshakeRefused RATE_LIMIT_EXCEEDED 0",
                            "handshakeRefused UNAUTHORIZED 0");
        }

        private void knocks(String user) {
            hub.guard(handshake -> CompletableFuture.completedFuture(accepted(user)))
                    .admit(handshake());
        }

        private static Handshake handshake() {
            return new Handshake("/ws", Map.of(), Map.of(), "127.0.0.1", false);
        }

        private static Admission accepted(String user) {
            return new Admission.Accepted(
                    LineDialect.IMPLICIT,
                    Optional.empty(),
                    Optional.of(Identity.claimed(UserId.of(user))),
                    Peer.TOKENS,
                    "127.0.0.1");
        }
    }

    @Nested
    @DisplayName("of what is held")
    class OfWhatIsHeld {

        @Test
        void whenThereAreTooManyChannels() {
            hub = with(limits -> limits.maxChannelsPerConnection = 1).build();
            known("ann").says("subscribe chat", "subscribe news");
            assertThat(limits()).containsExactly("CHANNELS_PER_CONNECTION");

            hub = with(limits -> limits.maxChannels = 1).build();
            known("ann").says("subscribe chat", "subscribe news");
            assertThat(limits()).contains("CHANNELS");
        }

        @Test
        void whenAChannelIsFull() {
            hub = with(limits -> {})
                    .channels("chat", ChannelOptions.DEFAULT.maxSubscribers(1))
                    .build();
            known("ann").says("subscribe chat");
            known("bob").says("subscribe chat");

            assertThat(limits()).containsExactly("SUBSCRIBERS");
        }

        @Test
        void whenTooMuchIsWatched() {
            hub = with(limits -> {
                        limits.maxChannelsPerConnection = 1;
                        limits.maxStateBytes = 3;
                    })
                    .channelDefaults(ChannelOptions.DEFAULT.with(Feature.PRESENCE))
                    .build();

            known("ann").says("watch chat", "watch news");
            assertThat(limits()).containsExactly("WATCHED_CHANNELS");

            known("ann").says("subscribe chat", "update chat busy");
            assertThat(limits()).containsExactly("STATE_SIZE");
        }

        @Test
        void whenFiltersAndStatesAreTooLarge() {
            hub = with(limits -> limits.maxSubscriptionBytes = 100).build();

            known("ann").says("subscribe chat @market=xetra,nyse");

            assertThat(limits()).containsExactly("SUBSCRIPTION_BYTES");
        }

        @Test
        void whenThereAreTooManyStreamsOrOneIsTooLong() {
            hub = streaming(limits -> limits.maxStreams = 1);
            known("ann").says("open one chat ask", "open two chat ask");
            assertThat(limits()).containsExactly("STREAMS");

            hub = streaming(limits -> limits.maxStreamsPerUser = 1);
            known("ann").says("open one chat ask", "open two chat ask");
            assertThat(limits()).containsExactly("STREAMS_PER_USER");

            hub = streaming(limits -> limits.maxStreamsPerConnection = 1);
            known("ann").says("open one chat ask", "open two chat ask");
            assertThat(limits()).containsExactly("STREAMS_PER_CLIENT");

            known("bob").says("subscribe chat");
            known("cid").says("open one chat ask");
            assertThat(limits()).containsExactly("STREAMS_PER_CONNECTION");

            hub = streaming(limits -> limits.maxStreamBytes = 4);
            known("ann").says("open one chat ask", "chunk one 0 12345");
            assertThat(limits()).containsExactly("STREAM_SIZE");
        }

        private Hub streaming(Consumer<Limits.Builder> changes) {
            return with(changes)
                    .channels("chat", ChannelOptions.DEFAULT.with(Feature.STREAMS))
                    .build();
        }

        @Test
        void whenTooManyMessagesWaitForAnAcknowledgement() {
            hub = with(limits -> limits.maxEscalations = 1)
                    .escalation(new Patient())
                    .handlersOn(Runnable::run)
                    .build();

            for (int i = 0; i < 3; i++) {
                hub.sendToUser(UserId.of("ann"), message("" + i));
            }
            lane.run();

            assertThat(limits()).containsExactly("ESCALATIONS");
        }
    }

    @Nested
    @DisplayName("of what waits")
    class OfWhatWaits {

        @Test
        void whenTheBrokerIsSlow() {
            HeldBroker broker = new HeldBroker();
            hub = with(limits -> limits.maxPendingPublishBytes = 200)
                    .broker(broker)
                    .build();

            hub.publish(CHAT, message("1"));
            hub.publish(CHAT, message("22"));

            assertThat(told.by("published")).containsExactly("published MESSAGE OVERLOADED 2 0");
            assertThat(limits()).containsExactly("PUBLISHES");
        }

        @Test
        void whenCommandsHaveNoOutcome() {
            hub = with(limits -> limits.maxOutstandingCommands = 2)
                    .authorizer((who, action, channel) -> new CompletableFuture<>())
                    .build();

            known("ann").says("subscribe chat", "subscribe news");

            assertThat(limits()).containsExactly("COMMANDS");
        }

        @Test
        void whenCallsOfAUserPileUp() {
            hub = with(limits -> limits.maxWaitingCallBytesPerUser = 300)
                    .handlersOn(new ManualPool())
                    .onCall("echo", CallHandler.answering(Call::data))
                    .build();

            known("ann").says("call echo 1", "call echo 2");

            assertThat(limits()).containsExactly("CALLS_PER_USER");
        }

        @Test
        void whenCallsPileUp() {
            ManualPool pool = new ManualPool();
            hub = with(limits -> limits.maxWaitingCallBytes = 300)
                    .handlersOn(pool)
                    .onCall("echo", CallHandler.answering(Call::data))
                    .onCall("talk", call -> CompletableFuture.completedFuture(AnyPayload.of("1".repeat(64 * 1024))))
                    .build();

            known("ann").says("call echo 1", "call echo 2");
            assertThat(limits()).containsExactly("CALLS");

            pool.run();
            known("bob").says("call talk 1");
            pool.run();
            lane.run();
            assertThat(limits()).containsExactly("REPLY_SIZE");
        }

        @Test
        void whenRepliesAreNotTaken() {
            hub = with(limits -> limits.maxControlFrames = 2).build();
            Peer ann = known("ann").stopsReading().says("ping");

            ann.says("ping", "ping", "ping");

            assertThat(limits()).containsExactly("REPLIES");
        }
    }

    @Nested
    @DisplayName("of a slow reader")
    class OfASlowReader {

        @Test
        void whenItLeavesTooMuchUnread() {
            hub = with(limits -> limits.maxLagBytes = 500).build();
            known("ann").says("subscribe chat").stopsReading();

            publishes(5);

            assertThat(limits()).containsExactly("LAG_BYTES");
        }

        @Test
        void whenItLeavesSomethingUnreadForTooLong() {
            hub = with(limits -> limits.maxLagAge = Duration.ofSeconds(3)).build();
            Peer ann = known("ann").says("subscribe chat").stopsReading();
            publishes(2);
            for (int i = 0; i < 2; i++) {
                lane.advance(Duration.ofSeconds(2));
                ann.readsOnly(0);
            }
            lane.advance(Duration.ofSeconds(2));

            assertThat(limits()).containsExactly("LAG_AGE");
        }

        @Test
        void whenOneWriteDoesNotEnd() {
            hub = with(limits -> limits.maxLagAge = Duration.ofSeconds(3)).build();
            known("ann").says("subscribe chat").stopsReading();
            publishes(1);

            lane.advance(Duration.ofSeconds(10));

            assertThat(limits()).containsExactly("WRITE_TIME");
        }

        @Test
        void whenTheWindowGoesOnWithoutIt() {
            hub = with(limits -> {})
                    .channels("chat", ChannelOptions.DEFAULT.window(16, 1 << 20))
                    .build();
            known("ann").says("subscribe chat").stopsReading();

            publishes(40);

            assertThat(limits()).containsExactly("WINDOW");
        }
    }

    private static final class Patient implements Escalation {

        @Override
        public Duration patience(UserId user, Publication message) {
            return Duration.ofSeconds(1);
        }

        @Override
        public void escalate(UserId user, Publication message) {
            throw new AssertionError("nothing waits for so long");
        }
    }
}
