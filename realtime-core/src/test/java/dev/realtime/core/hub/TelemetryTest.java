package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.ChannelOptions.Feature;
import dev.realtime.core.Limits;
import dev.realtime.core.SlowPolicy;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.Authorizer;
import dev.realtime.core.spi.Broker;
import dev.realtime.core.spi.Broker.Page;
import dev.realtime.core.spi.CursorStore;
import dev.realtime.core.spi.Telemetry;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("What a hub tells its telemetry")
class TelemetryTest extends OneLaneHub {

    private static final long SECOND = 1_000_000_000L;

    private final Told told = new Told();

    @BeforeEach
    void listen() {
        hub = telling().build();
    }

    private HubBuilder telling() {
        return builder().telemetry(told.telemetry());
    }

    @Nested
    @DisplayName("of connections")
    class OfConnections {

        @Test
        void whenOneComesAndGoes() {
            lane.advance(Duration.ofSeconds(100));
            Peer bob = Peer.known(hub, lane, "bob");
            lane.advance(Duration.ofSeconds(7));

            bob.vanishes();

            assertThat(told.by("connectionOpened", "connectionClosed", "cut"))
                    .containsExactly("connectionOpened line", "connectionClosed line 1006 " + 7 * SECOND);
        }

        @Test
        void whyItEndedOne() {
            Peer bob = Peer.known(hub, lane, "bob");

            bob.sendsBytes();

            assertThat(told.by("cut", "connectionClosed"))
                    .containsExactly("cut UNSUPPORTED_DATA", "connectionClosed line 1003 0");
        }

        @Test
        void whoseCredentialIsBad() {
            Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty()).says("connect forged");

            assertThat(told.by("authenticationFailed", "refused", "cut"))
                    .containsExactly("authenticationFailed signature", "refused UNAUTHORIZED", "cut INVALID_TOKEN");
        }
    }

    @Nested
    @DisplayName("whoever its peers are")
    class OfStrangers {

        @Test
        @DisplayName("AD10: has no word of a peer in it, so that a metric's labels are few")
        void namesNobody() {
            for (int i = 0; i < 50; i++) {
                String odd = "odd" + i;
                Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty()).says("connect " + odd);
                Peer peer = Peer.known(hub, lane, odd)
                        .says("subscribe " + odd, "publish " + odd + " 1", "call " + odd, "presence " + odd)
                        .says("open " + odd + " " + odd + " " + odd, odd, "subscribe " + odd + " x:1");
                peer.closes(3_000 + i);
            }

            assertThat(told.all()).noneMatch(line -> line.contains("odd"));
            assertThat(told.by("connectionClosed")).contains("connectionClosed line 0 0");
            assertThat(told.all().stream().map(OfStrangers::words).distinct()).hasSizeLessThan(50);
        }

        // Without the measures, each of which is a number at the end.
        private static String words(String line) {
            return line.startsWith("connectionClosed") ? line : line.replaceAll(" -?[0-9]+", "");
        }
    }

    @Nested
    @DisplayName("of messages")
    class OfMessages {

        @Test
        void whatPeersSay() {
            Peer bob = Peer.known(hub, lane, "bob");

            bob.says("subscribe chat", "publish chat 123", "nonsense", "boom").sendsBytes();

            assertThat(told.by("received"))
                    .containsExactly(
                            "received line SUBSCRIBE 14",
                            "received line PUBLISH 16",
                            "received line MALFORMED 8",
                            "received line MALFORMED 4",
                            "received line MALFORMED 3");
        }

        @Test
        void whatItRefuses() {
            Peer bob = Peer.known(hub, lane, "bob");

            bob.says("publish user:ann x");

            assertThat(told.by("refused")).containsExactly("refused PERMISSION_DENIED");
        }

        @Test
        void whatATurnSentAndDeliveredInOneSum() {
            Peer bob = Peer.known(hub, lane, "bob").says("subscribe chat");
            Peer.known(hub, lane, "ann").says("subscribe chat");
            Peer.known(hub, lane, "cid").says("subscribe chat");
            told.forget();

            bob.says("publish chat 123");

            // three times "chat 1 123" and one "ack 1"
            assertThat(told.by("sent", "delivered", "turned"))
                    .containsExactly("sent line 4 35", "delivered 3 0", "turned 0");
        }

        @Test
        void onlyWhatALinkTook() {
            Peer bob = Peer.known(hub, lane, "bob").says("subscribe chat");
            told.forget();

            bob.takesAtMost(0).says("publish chat 123");
            assertThat(told.by("sent", "delivered")).isEmpty();

            bob.takesAtMost(1).stopsReading().says("ping");
            assertThat(told.by("sent", "delivered")).containsExactly("sent line 1 5");
        }

        @Test
        void theGoodbyeToo() {
            Peer bob = Peer.known(hub, lane, "bob");
            told.forget();

            bob.sendsBytes();

            assertThat(told.by("sent")).containsExactly("sent line 1 24");
            assertThat(told.by("delivered")).isEmpty();
        }

        @Test
        void howLongWhatIsNewHadToWait() {
            Peer.known(hub, lane, "bob").says("subscribe chat");
            Peer.known(hub, lane, "ann").says("subscribe chat");
            told.forget();

            for (String json : new String[] {"1", "2"}) {
                hub.publish(CHAT, message(json));
                lane.isBusyFor(Duration.ofSeconds(2));
            }
            lane.run();

            assertThat(told.by("delivered", "waiting")).containsExactly("delivered 4 " + 4 * SECOND);
        }

        @Test
        void whatSomebodyWhoCatchesUpIsGivenIsNoNews() {
            publishes(3);
            told.forget();

            Peer.known(hub, lane, "bob").says("subscribe chat " + epochOf(CHAT) + ":1");

            assertThat(told.by("delivered")).containsExactly("delivered 2 0");
        }

        @Test
        void howLongTheOldestHasWaitedThatIsNotTaken() {
            Peer bob = Peer.known(hub, lane, "bob").says("subscribe chat").stopsReading();
            publishes(1);
            told.forget();

            publishes(2);
            assertThat(told.by("waiting")).containsExactly("waiting 0", "waiting 0");

            told.forget();
            lane.advance(Duration.ofSeconds(3));
            assertThat(told.by("waiting"))
                    .containsExactly("waiting " + SECOND, "waiting " + 2 * SECOND, "waiting " + 3 * SECOND);

            bob.readsAgain();
            told.forget();
            lane.advance(Duration.ofSeconds(3));
            assertThat(told.by("waiting")).isEmpty();
        }

        @Test
        void whatBecameOfWhatSomebodyWantedToPublish() {
            hub.publish(CHAT, message("1").idempotencyKey("k"));
            hub.publish(CHAT, message("22").idempotencyKey("k"));
            lane.run();

            assertThat(told.by("published"))
                    .containsExactly("published MESSAGE ACCEPTED 1 0", "published MESSAGE REFUSED 2 0");
        }

        @Test
        void howLongThePublisherWaited() {
            HeldBroker broker = new HeldBroker();
            hub = telling().broker(broker).build();
            told.forget();
            hub.publish(CHAT, message("1"));
            lane.advance(Duration.ofSeconds(2));

            broker.letGo();
            lane.run();

            assertThat(told.by("published", "brokerAnswered"))
                    .containsExactlyInAnyOrder(
                            "published MESSAGE ACCEPTED 1 " + 2 * SECOND, "brokerAnswered PUBLISH " + 2 * SECOND);
        }

        @Test
        void whatTheEngineItselfPublishesUnderItsKind() {
            hub = telling()
                    .channels(
                            "chat",
                            ChannelOptions.DEFAULT.with(Feature.PRESENCE).with(Feature.FEED))
                    .build();

            Peer.known(hub, lane, "bob").says("subscribe chat", "publish chat 1");

            assertThat(told.by("published"))
                    .containsExactlyInAnyOrder("published JOIN ACCEPTED 2 0", "published MESSAGE ACCEPTED 1 0");
        }

        @Test
        void howLateAnEntryCame() {
            PagesBroker broker = new PagesBroker();
            hub = telling().broker(broker).build();
            Peer.known(hub, lane, "bob").says("subscribe chat");
            long startedMillis = ManualLane.START.toEpochMilli();

            lane.advance(Duration.ofMillis(40));
            broker.tells(CHAT, "e", 10);

            assertThat(told.by("arrived")).containsExactly("arrived " + (startedMillis + 40));
        }
    }

    @Nested
    @DisplayName("of subscriptions")
    class OfSubscriptions {

        @Test
        void whenOneBeginsAndEnds() {
            hub = telling()
                    .channels("chat", ChannelOptions.DEFAULT.with(Feature.PRESENCE))
                    .build();
            Peer bob = Peer.known(hub, lane, "bob").says("subscribe+ chat", "subscribe news", "publish news 1");

            assertThat(told.by("subscribed", "unsubscribed")).containsExactly("subscribed", "subscribed");

            bob.says("unsubscribe news").vanishes();

            assertThat(told.by("unsubscribed")).containsExactly("unsubscribed", "unsubscribed");
        }

        @Test
        void notOfOneThatDidNotComeAbout() {
            hub = telling().authorizer(Authorizer.nothing()).build();

            Peer.known(hub, lane, "bob").says("subscribe chat").vanishes();

            assertThat(told.by("subscribed", "unsubscribed")).isEmpty();
        }

        @Test
        void whoWentOnWhereItLeftOffAndWhoDidNot() {
            Peer ann = Peer.known(hub, lane, "ann");
            publishes(3);
            String epoch = epochOf(CHAT);

            ann.says("subscribe chat " + epoch + ":3", "unsubscribe chat");
            ann.says("subscribe chat " + epoch + ":1", "unsubscribe chat");
            ann.says("subscribe chat other:1", "unsubscribe chat");
            ann.says("subscribe chat " + epoch + ":9", "unsubscribe chat");
            ann.says("subscribe chat");

            assertThat(told.by("resumed"))
                    .containsExactly("resumed FROM_WINDOW", "resumed FROM_HISTORY", "resumed EPOCH", "resumed AHEAD");
        }

        @Test
        void whoCameTooLate() {
            hub = telling()
                    .channelDefaults(ChannelOptions.DEFAULT.history(1, 1_000, Duration.ofMinutes(1)))
                    .build();
            publishes(3);

            Peer.known(hub, lane, "ann").says("subscribe chat " + epochOf(CHAT) + ":1");

            assertThat(told.by("resumed")).containsExactly("resumed EXPIRED");
        }

        @Test
        void howManyEntriesASlowReaderMisses() {
            slowReader(SlowPolicy.SKIP, 500);

            publishes(5);

            assertThat(told.by("skipped", "limitHit")).containsExactly("limitHit LAG_BYTES", "skipped SLOW 4");
        }

        @Test
        void thatAGapIsSentAndNotDelivered() {
            Peer bob = slowReader(SlowPolicy.SKIP, 500);
            publishes(5);
            told.forget();

            bob.readsAgain();

            assertThat(bob.hears()).endsWith("gap chat 2-5 SLOW");
            assertThat(told.by("sent", "delivered")).containsExactly("sent line 1 17");
        }

        @Test
        void howManyOneLeavesOutThatWantsTheNewestAlone() {
            Peer bob = slowReader(SlowPolicy.LATEST, 1 << 20);
            publishes(5);

            bob.readsAgain();

            assertThat(told.by("skipped", "limitHit")).containsExactly("skipped LATEST 3");
        }

        @Test
        void howManyAreReadAgainByKey() {
            Peer bob = slowReader(SlowPolicy.LATEST_PER_KEY, 1 << 20);
            publishes(5);

            bob.readsAgain();

            assertThat(told.by("skipped")).containsExactly("skipped LATEST_PER_KEY 4");
        }

        private Peer slowReader(SlowPolicy policy, int maxLagBytes) {
            hub = telling()
                    .limits(Limits.DEFAULT.with(limits -> limits.maxLagBytes = maxLagBytes))
                    .channelDefaults(ChannelOptions.DEFAULT.slowPolicy(policy))
                    .build();
            Peer bob = Peer.known(hub, lane, "bob").says("subscribe chat").stopsReading();
            told.forget();
            return bob;
        }

        @Test
        void howManyEntriesHistoryGaveUp() {
            PagesBroker broker = new PagesBroker().top("e", 9);
            hub = telling().broker(broker).build();
            Peer.known(hub, lane, "ann").says("subscribe chat e:1");
            broker.answers(PagesBroker.page("e", 2, 4, 9));
            lane.run();

            broker.answers(new Page.Lost(Page.Lost.Reason.EXPIRED, 8, new StreamPosition("e", 9)));
            lane.run();

            assertThat(told.by("skipped")).containsExactly("skipped EVICTED 3");
        }
    }

    @Nested
    @DisplayName("of adapters")
    class OfAdapters {

        @Test
        void whatTheBrokerAnswers() {
            Peer.known(hub, lane, "bob").says("subscribe chat e:1", "history chat");
            hub.publish(CHAT, message("1"));
            lane.run();

            assertThat(told.by("brokerAnswered", "brokerFailed"))
                    .containsExactly(
                            "brokerAnswered ATTACH 0",
                            "brokerAnswered ATTACH 0",
                            "brokerAnswered READ 0",
                            "brokerAnswered PUBLISH 0");
        }

        @Test
        void howLongEachReadTakes() {
            PagesBroker broker = new PagesBroker();
            Broker measured = telling().broker(broker).build().kernel().broker();
            measured.read(CHAT, Optional.empty(), 1, 1);
            lane.isBusyFor(Duration.ofSeconds(1));
            measured.readBack(CHAT, Optional.empty(), 1, 1);
            lane.isBusyFor(Duration.ofSeconds(1));
            measured.latest(CHAT, Optional.empty(), 1, 1);
            lane.isBusyFor(Duration.ofSeconds(1));

            for (int i = 0; i < 3; i++) {
                broker.answers(PagesBroker.page("e", 1, 1, 1));
            }

            assertThat(told.by("brokerAnswered"))
                    .containsExactly(
                            "brokerAnswered READ " + 3 * SECOND,
                            "brokerAnswered READ " + 2 * SECOND,
                            "brokerAnswered READ " + SECOND);
        }

        @Test
        void whatTheBrokerDoesNot() {
            PagesBroker broker = new PagesBroker();
            hub = telling().broker(broker).build();
            Peer.known(hub, lane, "bob").says("subscribe chat e:1");
            lane.advance(Duration.ofSeconds(3));

            broker.fails();

            assertThat(told.by("brokerFailed")).containsExactly("brokerFailed READ " + 3 * SECOND);
        }

        @Test
        void andLeavesTheBrokerItsChannelsAndItsEnd() {
            HeldBroker broker = new HeldBroker();
            hub = telling().broker(broker).build();
            Peer bob = Peer.known(hub, lane, "bob");
            while (broker.held() > 0) {
                broker.letGo();
                lane.run();
            }
            assertThat(broker.attached()).hasSize(1);

            bob.vanishes();
            hub.close();

            assertThat(broker.attached()).isEmpty();
            assertThat(broker.isClosed()).isTrue();
        }

        @Test
        void thatARefusalIsAnAnswer() {
            hub.publish(CHAT, message("1").idempotencyKey("k"));
            hub.publish(CHAT, message("2").idempotencyKey("k"));
            lane.run();

            assertThat(told.by("brokerAnswered", "brokerFailed"))
                    .containsExactly("brokerAnswered PUBLISH 0", "brokerAnswered PUBLISH 0");
        }

        @Test
        void whoDidNotDoWhatItWasAskedFor() {
            hub = telling()
                    .authorizer((who, action, channel) -> FailingAdaptersTest.Fault.FAILS.answer())
                    .build();
            Peer.known(hub, lane, "bob").says("subscribe chat");
            Peer.connect(
                            hub,
                            lane,
                            LineDialect.EXPLICIT,
                            Optional.empty(),
                            token -> FailingAdaptersTest.Fault.THROWS.answer())
                    .says("connect token-ann");

            assertThat(told.by("failed")).containsExactly("failed AUTHORIZER", "failed AUTHENTICATOR");
        }

        @Test
        void thatADialectCannotSayWhatItShould() {
            Peer.known(hub, lane, "bob").says("subscribe unspeakable");
            assertThat(told.by("failed")).containsExactly("failed DIALECT");

            hub.publish(ChannelName.of("unspeakable"), message("unspeakable"));
            lane.run();
            assertThat(told.by("failed")).containsExactly("failed DIALECT", "failed DIALECT");
        }

        @Test
        void thatTheStoreOfPresenceIsAway() {
            ManualPresenceStore store = new ManualPresenceStore(lane);
            hub = telling()
                    .presence(store)
                    .channels("chat", ChannelOptions.DEFAULT.with(Feature.PRESENCE))
                    .build();
            store.isAway(true);

            Peer.known(hub, lane, "bob").says("subscribe chat");

            assertThat(told.by("failed")).contains("failed PRESENCE_STORE");
        }

        @Test
        void thatTheStoreOfCursorsIsAway() {
            hub = telling()
                    .cursors(new NoCursors())
                    .channels("chat", ChannelOptions.DEFAULT.with(Feature.RECEIPTS))
                    .channels("mail", ChannelOptions.DEFAULT.with(Feature.OFFLINE_QUEUE))
                    .build();
            Peer bob = Peer.known(hub, lane, "bob").says("subscribe chat");
            publishes(1);

            bob.says("delivered chat 1");
            assertThat(told.by("failed")).containsExactly("failed CURSOR_STORE");

            // This dialect counts what the link takes; that is told in rounds.
            lane.advance(Duration.ofSeconds(2));
            assertThat(told.by("failed")).hasSize(2);

            bob.says("subscribe mail");
            assertThat(told.by("failed")).hasSize(3).containsOnly("failed CURSOR_STORE");
        }
    }

    @Nested
    @DisplayName("even one that throws at everything")
    class ThatThrows {

        @Test
        void andGoesOnAsIfItDidNot() {
            Telemetry broken = (Telemetry) Proxy.newProxyInstance(
                    Telemetry.class.getClassLoader(), new Class<?>[] {Telemetry.class}, (proxy, method, arguments) -> {
                        throw new IllegalStateException("a telemetry with a bug");
                    });
            hub = builder().telemetry(broken).build();
            Peer bob = Peer.known(hub, lane, "bob").says("subscribe chat", "publish chat 1");

            assertThat(bob.hears()).containsExactly("connected bob", "subscribed chat at 0 NEW", "ack 1", "chat 1 1");
        }

        @Test
        void whicheverMethodItIs() {
            Telemetry broken = (Telemetry) Proxy.newProxyInstance(
                    Telemetry.class.getClassLoader(), new Class<?>[] {Telemetry.class}, (proxy, method, arguments) -> {
                        throw new IllegalStateException("a telemetry with a bug");
                    });
            Telemetry careful = Telemetry.careful(broken);

            for (Method method : Telemetry.class.getMethods()) {
                if (method.isDefault()) {
                    assertThatCode(() -> method.invoke(careful, anything(method)))
                            .doesNotThrowAnyException();
                }
            }
        }

        private Object[] anything(Method method) {
            Object[] values = new Object[method.getParameterCount()];
            for (int i = 0; i < values.length; i++) {
                Class<?> type = method.getParameterTypes()[i];
                values[i] = type == int.class
                        ? (Object) 0
                        : type == long.class ? (Object) 0L : type == boolean.class ? (Object) false : null;
            }
            return values;
        }
    }

    private static final class NoCursors implements CursorStore {

        @Override
        public CompletionStage<Boolean> advance(String reader, ChannelName channel, StreamPosition position) {
            return FailingAdaptersTest.Fault.FAILS.answer();
        }

        @Override
        public CompletionStage<Optional<StreamPosition>> position(String reader, ChannelName channel) {
            return FailingAdaptersTest.Fault.FAILS.answer();
        }

        @Override
        public void close() {
            // There is nothing.
        }
    }
}
