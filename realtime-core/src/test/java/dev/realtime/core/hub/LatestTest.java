package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelOptions;
import dev.realtime.core.Limits;
import dev.realtime.core.Message;
import dev.realtime.core.Publication;
import dev.realtime.core.SlowPolicy;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.Broker.Page;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("A subscriber that lags where only the newest counts")
class LatestTest extends OneLaneHub {

    @Nested
    @DisplayName("of all entries")
    class OfAll {

        @Test
        void goesOnWithTheNewestAndIsToldNothingElse() {
            build(SlowPolicy.LATEST, 1_000);
            Peer bob = lagging(30);

            assertThat(bob.readsAgain().hears()).containsExactly("chat 1 1", "chat 30 30");
            assertThat(bob.closedWith()).isZero();
        }

        @Test
        void isNotJudgedByAnEntryThatAloneIsMoreThanItMayLag() {
            build(SlowPolicy.LATEST, 100);
            Peer bob = lagging(3);

            assertThat(bob.readsAgain().hears()).containsExactly("chat 1 1", "chat 3 3");
        }

        @Test
        void goesOnWithTheNewestWhenTheWindowHasPassedIt() {
            hub = builder()
                    .channelDefaults(
                            ChannelOptions.DEFAULT.slowPolicy(SlowPolicy.LATEST).window(16, 1 << 20))
                    .build();
            Peer bob = lagging(40);

            assertThat(bob.readsAgain().hears()).containsExactly("chat 1 1", "chat 40 40");
        }

        @Test
        void getsEveryEntryAgainOnceItKeepsUp() {
            build(SlowPolicy.LATEST, 1_000);
            Peer bob = lagging(30);
            bob.readsAgain().hears();

            for (int i = 31; i <= 33; i++) {
                hub.publish(CHAT, message("" + i));
            }
            lane.run();

            assertThat(bob.hears()).containsExactly("chat 31 31", "chat 32 32", "chat 33 33");
        }

        @Test
        void resumesWithoutTheNewestIfItHasThat() {
            build(SlowPolicy.LATEST, 1_000);
            publishes(5);
            Peer bob = Peer.known(hub, lane, "bob");
            bob.hears();

            assertThat(bob.says("subscribe chat " + epochOf(CHAT) + ":5").hears())
                    .containsExactly("subscribed chat at 5 RECOVERED");
        }

        @Test
        void resumesAtTheNewest() {
            build(SlowPolicy.LATEST, 1_000);
            Peer bob = Peer.known(hub, lane, "bob").says("subscribe chat");
            publishes(5);
            bob.vanishes();

            Peer back = Peer.known(hub, lane, "bob");
            back.hears();

            assertThat(back.says("subscribe chat " + epochOf(CHAT) + ":1").hears())
                    .containsExactly("subscribed chat at 4 RECOVERED", "chat 5 5");
        }
    }

    @Nested
    @DisplayName("of each key")
    class OfEachKey {

        @Test
        void goesOnWithTheNewestOfEachKeyInTheirOrder() {
            build(SlowPolicy.LATEST_PER_KEY, 1_000);
            Peer bob = slow();
            bob.stopsReading();
            publish("a", 1);
            for (int i = 2; i <= 20; i += 2) {
                publish("a", i);
                publish("b", i + 1);
            }

            assertThat(bob.readsAgain().hears()).containsExactly("chat 1 1", "chat 20 20", "chat 21 21");
            assertThat(bob.closedWith()).isZero();
        }

        @Test
        void thenGoesLive() {
            build(SlowPolicy.LATEST_PER_KEY, 1_000);
            Peer bob = slow();
            bob.stopsReading();
            for (int i = 1; i <= 20; i++) {
                publish("a", i);
            }
            bob.readsAgain().hears();

            publish("b", 21);
            publish("a", 22);

            assertThat(bob.hears()).containsExactly("chat 21 21", "chat 22 22");
        }

        @Test
        void isShownWhatIsStillNewestWhenItsTurnComes() {
            build(SlowPolicy.LATEST_PER_KEY, 1_000);
            Peer bob = slow();
            bob.stopsReading();
            for (int i = 1; i <= 20; i++) {
                publish("a", i);
            }
            // One write ends; the next does not, and what comes meanwhile makes the page old.
            bob.readsAgain();
            bob.stopsReading();
            for (int i = 21; i <= 60; i++) {
                publish(i % 2 == 0 ? "a" : "b", i);
            }

            List<String> heard = bob.readsAgain().hears();

            assertThat(heard.get(0)).isEqualTo("chat 1 1");
            assertThat(heard).endsWith("chat 59 59", "chat 60 60").hasSizeLessThan(20);
        }

        @Test
        void readsManyKeysPageByPage() {
            build(SlowPolicy.LATEST_PER_KEY, 1_000);
            Peer bob = slow();
            bob.stopsReading();
            for (int i = 1; i <= 600; i++) {
                publish("k" + i, i);
            }

            List<String> heard = bob.readsAgain().hears();

            assertThat(heard).hasSize(600).startsWith("chat 1 1", "chat 2 2").endsWith("chat 600 600");
        }

        @Test
        void isToldOfKeysThatHadToGo() {
            build(SlowPolicy.LATEST_PER_KEY, 1_000);
            Peer bob = slow();
            bob.stopsReading();
            for (int i = 1; i <= SlowPolicy.MAX_KEYS + 10; i++) {
                publish("k" + i, i);
            }

            List<String> heard = bob.readsAgain().hears();

            assertThat(heard).startsWith("chat 1 1", "gap chat 2-10 EVICTED", "chat 11 11");
            assertThat(heard).hasSize(SlowPolicy.MAX_KEYS + 2);
        }

        @Test
        void resumesWithTheNewestOfEachKey() {
            build(SlowPolicy.LATEST_PER_KEY, 1 << 20);
            publish("a", 1);
            publish("b", 2);
            publish("a", 3);
            publish("c", 4);
            publish("a", 5);

            Peer bob = Peer.known(hub, lane, "bob");
            bob.hears();

            assertThat(bob.says("subscribe chat " + epochOf(CHAT) + ":2").hears())
                    .containsExactly("subscribed chat at 2 RECOVERED", "chat 4 4", "chat 5 5");
        }

        @Test
        void isToldWhenKeysWentWhileItWasAway() {
            build(SlowPolicy.LATEST_PER_KEY, 1 << 20);
            for (int i = 1; i <= SlowPolicy.MAX_KEYS + 10; i++) {
                publish("k" + i, i);
            }
            Peer bob = Peer.known(hub, lane, "bob");
            bob.hears();

            assertThat(bob.says("subscribe chat " + epochOf(CHAT) + ":5").hears())
                    .containsExactly("subscribed chat at 1034 EXPIRED");
        }

        private void publish(String key, int number) {
            hub.publish(CHAT, Message.of(AnyPayload.of("" + number)).key(key));
            lane.run();
        }

        private Peer slow() {
            Peer bob = Peer.known(hub, lane, "bob").says("subscribe chat");
            bob.hears();
            return bob;
        }
    }

    @Nested
    @DisplayName("of each key, given pages")
    class OfEachKeyByPages {

        private final StreamPosition top = new StreamPosition("e", 9);
        private final PagesBroker broker = new PagesBroker().top("e", 9);
        private Peer bob;

        @BeforeEach
        void resume() {
            hub = builder()
                    .broker(broker)
                    .channelDefaults(ChannelOptions.DEFAULT.slowPolicy(SlowPolicy.LATEST_PER_KEY))
                    .build();
            bob = Peer.known(hub, lane, "bob");
            bob.hears();
            bob.says("subscribe chat e:1");
        }

        @Test
        void asksForNoneBehindTheOneThatReachesTheTop() {
            answers(new Page.Latest(List.of(entry(8)), 1, false, top));
            broker.tells(CHAT, "e", 10);
            lane.run();

            assertThat(bob.hears()).containsExactly("subscribed chat at 1 RECOVERED", "chat 8 8", "chat 10 10");
            assertThat(broker.reads()).isZero();
        }

        @Test
        void goesLiveBehindOneWithoutEntries() {
            answers(new Page.Latest(List.of(), 0, false, top));
            broker.tells(CHAT, "e", 10);
            lane.run();

            assertThat(bob.hears()).containsExactly("subscribed chat at 1 RECOVERED", "chat 10 10");
        }

        @Test
        void isToldOfOneKeyThatHadToGoBetweenTwo() {
            answers(new Page.Latest(List.of(entry(3)), 0, true, top));
            answers(new Page.Latest(List.of(entry(9)), 4, false, top));

            assertThat(bob.hears())
                    .containsExactly("subscribed chat at 1 RECOVERED", "chat 3 3", "gap chat 4-4 EVICTED", "chat 9 9");
        }

        private void answers(Page page) {
            broker.answers(page);
            lane.run();
        }

        private static Publication entry(long offset) {
            return new Publication(offset, 0, message("" + offset).key("k" + offset));
        }
    }

    private void build(SlowPolicy policy, long maxLagBytes) {
        hub = builder()
                .limits(Limits.DEFAULT.with(limits -> limits.maxLagBytes = maxLagBytes))
                .channelDefaults(
                        ChannelOptions.DEFAULT.slowPolicy(policy).history(10_000, 1 << 20, Duration.ofMinutes(10)))
                .build();
    }

    private Peer lagging(int count) {
        Peer bob = Peer.known(hub, lane, "bob").says("subscribe chat");
        bob.hears();
        bob.stopsReading();
        publishes(count);
        return bob;
    }
}
