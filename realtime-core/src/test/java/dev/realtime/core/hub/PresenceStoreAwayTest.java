package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.Limits;
import dev.realtime.core.Message;
import dev.realtime.core.memory.MemoryPresenceStore;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A hub whose store of presence is not well")
class PresenceStoreAwayTest extends PresenceHub {

    private static final Duration RENEWAL = Duration.ofSeconds(10);

    private final MemoryPresenceStore cluster = new MemoryPresenceStore(lane);
    private final ManualPresenceStore store = new ManualPresenceStore(cluster);
    private Peer watcher;
    private Peer ann;

    @Override
    @BeforeEach
    void build() {
        hub = withPresence().presence(store).build();
        watcher = watcher();
        ann = member("ann");
        news(watcher);
    }

    @Test
    void subscribesAndDeliversAllTheSame() {
        store.isAway(true);

        Peer bob = member("bob");
        hub.publish(CHAT, Message.of(AnyPayload.of("1")));
        lane.run();

        assertThat(bob.hears()).containsExactly("chat 1 1");
        assertThat(news(watcher)).isEmpty();
    }

    @Test
    void saysThatItDoesNotKnow() {
        store.isAway(true);

        assertThat(watcher.says("presence chat").hears()).containsExactly("failure NOT_AVAILABLE");
        store.isAway(false);
        assertThat(watcher.says("presence chat").hears()).containsExactly("members chat 1 ann");
    }

    @Test
    void tellsWhatHappenedMeanwhileWhenTheStoreIsBack() {
        store.isAway(true);
        member("bob");
        member("eve").says("unsubscribe chat");
        ann.says("update chat busy", "update chat away");
        lane.advance(RENEWAL.multipliedBy(2));
        assertThat(news(watcher)).isEmpty();

        store.isAway(false);
        lane.advance(RENEWAL);

        assertThat(news(watcher)).containsExactlyInAnyOrder("join chat bob", "update chat ann away");
        assertThat(watcher.says("presence chat").hears()).containsExactly("members chat 2 ann=away bob");
    }

    @Test
    void tellsALeaveThatTheStoreDidNotTake() {
        store.isAway(true);
        ann.says("unsubscribe chat");

        store.isAway(false);
        lane.advance(RENEWAL);

        assertThat(news(watcher)).containsExactly("leave chat ann");
        assertThat(remembered()).isZero();
    }

    @Test
    @DisplayName("who came, did something and went while answers of the store were lost was never told of")
    void tellsWhatTheStoreHeardAndDidNotAnswer() {
        store.isMute(true);
        member("bob");
        ann.says("update chat busy");
        lane.run();
        store.isMute(false);
        lane.advance(RENEWAL);
        assertThat(news(watcher)).containsExactlyInAnyOrder("join chat bob", "update chat ann busy");

        store.isMute(true);
        ann.says("unsubscribe chat");
        lane.run();
        store.isMute(false);
        lane.advance(RENEWAL);

        assertThat(news(watcher)).containsExactly("leave chat ann");
    }

    @Test
    @DisplayName("who went while answers of the store were lost, and came back, was absent for good")
    void joinsAnewWhomTheStoreMayHaveLetGo() {
        ann.says("update chat busy");
        news(watcher);
        store.isMute(true);
        ann.says("unsubscribe chat");
        lane.run();
        ann.says("subscribe chat").hears();

        store.isMute(false);
        lane.advance(RENEWAL);

        assertThat(watcher.says("presence chat").hears()).contains("join chat ann", "members chat 1 ann");
    }

    @Test
    @DisplayName("who left and came back before the store heard of it went on with the state of before")
    void takesBackTheStateOfAMembershipThatDidNotEndInTheStore() {
        ann.says("update chat busy");
        news(watcher);
        store.isAway(true);
        ann.says("update chat away", "unsubscribe chat", "subscribe chat");
        lane.run();

        store.isAway(false);
        lane.advance(RENEWAL);

        assertThat(news(watcher)).containsExactly("update chat ann -");
    }

    @Test
    @DisplayName("who came and went before the store answered was announced as having come")
    void announcesNothingOfWhoWentBeforeTheStoreAnswered() {
        store.calls();
        store.holds();
        Peer bob = member("bob");
        bob.says("unsubscribe chat", "subscribe chat", "unsubscribe chat", "subscribe chat");

        store.answers();

        assertThat(news(watcher)).containsExactly("join chat bob");
        assertThat(store.calls()).isEqualTo(1);
    }

    @Test
    @DisplayName("F4: a node that slept for so long that the others gave it up joins its members anew")
    void joinsItsMembersAnewAfterItWasGivenUp() {
        ann.says("update chat busy");
        news(watcher);
        MemoryPresenceStore other = cluster.another();
        other.start("other", (channel, member) -> {});
        store.isAway(true);
        lane.advance(MemoryPresenceStore.SILENCE.plus(RENEWAL));
        other.renew();
        assertThat(other.members(CHAT, 10).toCompletableFuture().join().total()).isZero();
        ann.says("ping").hears();

        store.isAway(false);
        lane.advance(RENEWAL);

        assertThat(news(watcher)).containsExactly("join chat ann", "update chat ann busy");
        assertThat(other.members(CHAT, 10).toCompletableFuture().join().total()).isEqualTo(1);
    }

    @Test
    @DisplayName("F4: and with what they did before they came back")
    void joinsThoseWhoCameBackWithTheirStates() {
        ann.says("update chat busy");
        String secret = secretOf("ann");
        ann.vanishes();
        Peer again = resumes("ann", secret, "chat");
        news(watcher);
        MemoryPresenceStore other = cluster.another();
        other.start("other", (channel, member) -> {});
        store.isAway(true);
        lane.advance(MemoryPresenceStore.SILENCE.plus(RENEWAL));
        other.renew();
        again.says("ping");

        store.isAway(false);
        lane.advance(RENEWAL);

        assertThat(news(watcher)).containsExactly("join chat ann", "update chat ann busy");
    }

    @Test
    @DisplayName("what a member did is over when it leaves, also if nobody could be told that it did")
    void takesBackAStateThatItsMemberLeftBehind() {
        DeafBroker broker = new DeafBroker();
        hub = withPresence().broker(broker).build();
        watcher = watcher();
        ann = member("ann");
        broker.isDeaf(true);
        ann.says("update chat busy", "unsubscribe chat", "subscribe chat");

        broker.isDeaf(false);
        lane.advance(RENEWAL);

        assertThat(watcher.says("presence chat").hears()).endsWith("members chat 1 ann");
    }

    @Test
    void tellsAgainWhatTheBrokerDidNotTake() {
        DeafBroker broker = new DeafBroker();
        hub = withPresence().broker(broker).build();
        watcher = watcher();
        broker.isDeaf(true);
        member("bob");
        member("eve").says("unsubscribe chat");
        lane.advance(RENEWAL.multipliedBy(2));
        assertThat(news(watcher)).isEmpty();

        broker.isDeaf(false);
        lane.advance(RENEWAL);

        assertThat(news(watcher)).containsExactly("join chat bob", "join chat eve", "leave chat eve");
    }

    @Test
    @DisplayName("remembers as many who have gone as it may have connections, and tells telemetry that it had to")
    void remembersSomeWhoHaveGone() {
        Told told = new Told();
        hub = withPresence()
                .channels("room", WITH_PRESENCE)
                .limits(Limits.DEFAULT.with(limits -> limits.maxConnections = 2))
                .presence(store)
                .telemetry(told.telemetry())
                .build();
        Peer bob = peer("bob").says("subscribe room:1", "subscribe room:2", "subscribe room:3");
        assertThat(remembered()).isEqualTo(3);

        store.isAway(true);
        bob.says("unsubscribe room:1", "unsubscribe room:2", "unsubscribe room:3");
        assertThat(remembered()).isEqualTo(2);
        assertThat(lane1().presence().isIdle()).isFalse();
        assertThat(told.by("failed")).containsOnly("failed PRESENCE_STORE").hasSize(3);
        store.isAway(false);
        lane.advance(RENEWAL);

        assertThat(remembered()).isZero();
    }

    @Test
    void tellsTelemetryWhereverItFails() {
        Told told = new Told();
        hub = withPresence().presence(store).telemetry(told.telemetry()).build();
        watcher = watcher();
        member("ann");
        store.isAway(true);

        watcher.says("presence chat");
        assertThat(told.by("failed")).containsExactly("failed PRESENCE_STORE");
        lane.advance(RENEWAL);

        assertThat(told.by("failed")).containsExactly("failed PRESENCE_STORE", "failed PRESENCE_STORE");
    }

    @Test
    void isKnownUnderANameOfItsOwn() {
        ManualPresenceStore another = new ManualPresenceStore(lane);
        withPresence().presence(another).build();

        assertThat(store.holder()).hasSize(24).isNotEqualTo(another.holder());
    }

    @Test
    void keepsAllWhoAreStillThere() {
        hub = withPresence()
                .channels("room", WITH_PRESENCE)
                .limits(Limits.DEFAULT.with(limits -> limits.maxConnections = 2))
                .presence(store)
                .build();
        store.isAway(true);
        Peer bob = peer("bob").says("subscribe room:1", "subscribe room:2", "subscribe room:3");
        bob.hears();

        store.isAway(false);
        lane.advance(RENEWAL);

        assertThat(bob.says("presence room:3").hears()).containsExactly("members room:3 1 bob");
    }

    @Test
    void endsAWatchWhoseNewsWereLostAndWhoseNumberNobodyKnows() {
        PagesBroker broker = new PagesBroker().top("e", 0);
        hub = withPresence().broker(broker).presence(store).build();
        watcher = watcher();
        store.isAway(true);

        broker.tells(CHAT.presence(), "f", 1);
        lane.run();

        assertThat(watcher.closedWith()).isEqualTo(4005);
    }

    @Test
    void renewsWhileItLives() {
        int before = store.renewals();

        lane.advance(RENEWAL.multipliedBy(6));

        assertThat(store.renewals() - before).isEqualTo(6);
        hub.close();
        lane.advance(RENEWAL.multipliedBy(6));
        assertThat(store.renewals() - before).isEqualTo(6);
        assertThat(store.isClosed()).isTrue();
    }

    @Test
    void needsNoRenewalBeforeItHoldsAnybody() {
        ManualPresenceStore unused = new ManualPresenceStore(lane);
        hub = withPresence().presence(unused).build();
        peer("bob").says("subscribe news", "watch chat");

        lane.advance(RENEWAL.multipliedBy(6));

        assertThat(unused.renewals()).isZero();
    }
}
