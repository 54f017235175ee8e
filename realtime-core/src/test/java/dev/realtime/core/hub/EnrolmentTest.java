package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.ChannelTemplate;
import dev.realtime.core.Limits;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.UserId;
import dev.realtime.core.memory.MemoryBroker;
import dev.realtime.core.memory.SystemRandomness;
import dev.realtime.core.memory.SystemTicker;
import dev.realtime.core.spi.Admission;
import dev.realtime.core.spi.Authorizer;
import dev.realtime.core.spi.Broker;
import dev.realtime.core.spi.BrokerDecorator;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("A peer whose endpoint gives it channels")
class EnrolmentTest extends OneLaneHub {

    private static final ChannelName NEWS = ChannelName.of("news");
    private static final ChannelName TASKS_OF_ANN = ChannelName.of("tasks#ann");
    private static final UserId ANN = UserId.of("ann");

    private final Away broker = new Away();

    @BeforeEach
    void denyEverything() {
        hub = builder()
                .broker(broker)
                .authorizer(Authorizer.nothing())
                .limits(Limits.DEFAULT.with(limits -> limits.maxChannelsPerConnection = 1))
                .channels("news", ChannelOptions.DEFAULT.maxSubscribers(1))
                .build();
    }

    @Test
    void readsThemWithoutAskingAndWithoutTheAuthorizer() {
        Peer ann = greeted("ann", "news", "tasks#{user}");

        publish(NEWS, "1");
        publish(TASKS_OF_ANN, "2");

        assertThat(ann.hears()).containsExactlyInAnyOrder("news 1 1", "tasks#ann 1 2");
    }

    @Test
    void doesNotReadWhatIsAnothersOwn() {
        Peer bob = greeted("bob", "tasks#{user}");

        publish(TASKS_OF_ANN, "1");

        assertThat(bob.hears()).isEmpty();
    }

    @Test
    void readsWhatIsSentToItsUserOnlyIfThatIsAmongThem() {
        Peer without = greeted("ann", "tasks#{user}");
        Peer with = greeted("ann", "tasks#{user}", "user:{user}");

        hub.sendToUser(ANN, message("1"));
        lane.run();

        assertThat(without.hears()).isEmpty();
        assertThat(with.hears()).containsExactly("user:ann 1 1");
    }

    @Test
    void isToldOfThemIfItsDialectHasAPlaceForIt() {
        Peer ann = Peer.connect(hub, lane, admission(LineDialect.EXPLICIT, "ann", "news", "user:{user}"));

        assertThat(ann.says("connect").hears())
                .containsExactly("connected ann", "subscribed news at 0 NEW", "subscribed user:ann at 0 NEW");
    }

    @Test
    void goesOnInThemWhereItLeftOff() {
        Peer ann = Peer.connect(hub, lane, admission(LineDialect.EXPLICIT, "ann", "news", "user:{user}"));
        ann.says("connect").hears();
        publish(NEWS, "1");
        ann.vanishes();
        publish(NEWS, "2");

        Peer again = Peer.connect(hub, lane, admission(LineDialect.EXPLICIT, "ann", "news", "user:{user}"));

        assertThat(again.says("connect - - news=" + epochOf(NEWS) + ":1").hears())
                .contains("subscribed news at 1 RECOVERED", "news 2 2");
    }

    @Test
    void mayLeaveThem() {
        Peer ann = greeted("ann", "news");

        ann.says("unsubscribe news").hears();
        publish(NEWS, "1");

        assertThat(ann.hears()).isEmpty();
    }

    @Test
    void mayHaveMoreOfThemThanItMayAskFor() {
        Peer ann = greeted("ann", "a", "b", "c");

        publish(ChannelName.of("c"), "1");

        assertThat(ann.hears()).containsExactly("c 1 1");
    }

    @Test
    @DisplayName("is greeted once it has them, so that it misses nothing that happens after its greeting")
    void isGreetedOnceItHasThem() {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        broker.answer = answer;
        Peer ann = Peer.connect(hub, lane, admission(LineDialect.IMPLICIT, "ann", "news"));

        assertThat(ann.hears()).isEmpty();
        assertThat(ann.isRead()).isFalse();

        answer.complete(null);
        lane.run();
        publish(NEWS, "1");

        assertThat(ann.hears()).containsExactly("connected ann", "news 1 1");
        assertThat(ann.isRead()).isTrue();
    }

    @Nested
    @DisplayName("and the broker is away")
    class BrokerAway {

        private Peer ann;

        @BeforeEach
        void greet() {
            broker.away = true;
            ann = greeted("ann", "news");
        }

        @Test
        void readsThemOnceItIsBack() {
            broker.away = false;
            lane.advance(Duration.ofSeconds(20));
            publish(NEWS, "1");

            assertThat(ann.hears()).containsExactly("news 1 1");
        }

        @Test
        void doesNotReadWhatItLeftMeanwhile() {
            ann.says("unsubscribe news").hears();
            broker.away = false;
            lane.advance(Duration.ofSeconds(20));
            publish(NEWS, "1");

            assertThat(ann.hears()).isEmpty();
            assertThat(stats().subscribers()).doesNotContainKey(NEWS);
        }
    }

    @Test
    @DisplayName("waits for a seat in one that is full")
    void waitsForASeat() {
        Peer ann = greeted("ann", "news");
        Peer bob = greeted("bob", "news");
        ann.vanishes();
        lane.advance(Duration.ofSeconds(20));

        publish(NEWS, "1");

        assertThat(bob.hears()).contains("news 1 1");
    }

    private Peer greeted(String user, String... channels) {
        Peer peer = Peer.connect(hub, lane, admission(LineDialect.IMPLICIT, user, channels));
        peer.hears();
        return peer;
    }

    private static Admission.Accepted admission(LineDialect dialect, String user, String... channels) {
        return new Admission.Accepted(
                dialect,
                Optional.empty(),
                Peer.user(user),
                Peer.TOKENS,
                "127.0.0.1",
                Arrays.stream(channels).map(ChannelTemplate::new).toList());
    }

    private void publish(ChannelName channel, String json) {
        hub.publish(channel, message(json));
        lane.run();
    }

    /** A broker in memory at which nobody can attach while it is away. */
    private static final class Away extends BrokerDecorator {
        private boolean away;
        private CompletableFuture<Void> answer = CompletableFuture.completedFuture(null);

        Away() {
            super(new MemoryBroker(1 << 20, SystemTicker.INSTANCE, Clock.systemUTC(), new SystemRandomness()));
        }

        @Override
        public CompletionStage<StreamPosition> attach(ChannelName channel) {
            return away
                    ? CompletableFuture.failedFuture(new Broker.UnavailableException("away", null))
                    : answer.thenCompose(now -> super.attach(channel));
        }
    }
}
