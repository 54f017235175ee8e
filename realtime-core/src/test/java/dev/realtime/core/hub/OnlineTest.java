package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.RefusedException;
import dev.realtime.core.UserId;
import dev.realtime.core.memory.MemoryPresenceStore;
import dev.realtime.core.spi.Authorizer.Action;
import dev.realtime.core.spi.PresenceListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("A user, where personal channels have presence")
class OnlineTest extends PresenceHub {

    private static final UserId ANN = UserId.of("ann");
    private static final Duration LONG_ENOUGH = GRACE.plusSeconds(1);

    private final ManualPool pool = new ManualPool();
    private final List<String> heard = new ArrayList<>();

    @Override
    @BeforeEach
    void build() {
        hub = withUsers().build();
    }

    private HubBuilder withUsers() {
        return withPresence().channels("user", WITH_PRESENCE).handlersOn(pool).onPresence(new PresenceListener() {
            @Override
            public void online(UserId user) {
                heard.add("online " + user);
                if (user.value().equals("trouble")) {
                    throw new IllegalStateException("a listener with a bug");
                }
            }

            @Override
            public void offline(UserId user) {
                heard.add("offline " + user);
            }
        });
    }

    @Test
    void isOnlineWhileOneConnectionLives() {
        assertThat(isOnline(hub)).isFalse();
        Peer laptop = peer("ann");
        Peer phone = peer("ann");
        assertThat(isOnline(hub)).isTrue();

        laptop.vanishes();
        lane.advance(LONG_ENOUGH);
        assertThat(isOnline(hub)).isTrue();

        phone.vanishes();
        assertThat(isOnline(hub)).isTrue();
        lane.advance(LONG_ENOUGH);
        assertThat(isOnline(hub)).isFalse();
        assertThat(remembered()).isZero();
    }

    @Test
    void isWatchedByOthersWhoMay() {
        Peer bob = peer("bob").says("watch user:ann");

        peer("ann").says("update user:ann away").vanishes();
        lane.advance(LONG_ENOUGH);

        assertThat(bob.hears())
                .containsExactly(
                        "members user:ann 0", "join user:ann ann", "update user:ann ann away", "leave user:ann ann");
    }

    @Test
    void isNobodysBusinessOtherwise() {
        hub = withUsers()
                .authorizer((who, action, channel) ->
                        CompletableFuture.completedFuture(action != Action.PRESENCE || !channel.isPersonal()))
                .build();
        Peer bob = peer("bob").says("watch user:ann", "update user:ann away");

        Peer ann = peer("ann").says("presence user:ann");

        assertThat(bob.hears()).containsExactly("failure PERMISSION_DENIED", "failure PERMISSION_DENIED");
        assertThat(ann.hears()).containsExactly("members user:ann 1 ann");
    }

    @Test
    void comesAndGoesBeforeTheApplicationsEyes() {
        peer("ann").vanishes();
        peer("bob");
        lane.advance(LONG_ENOUGH);

        hear();

        assertThat(heard).containsExactly("online ann", "online bob", "offline ann");
    }

    @Test
    @DisplayName("of whom the application hears too late is told of as he is now")
    void isToldOfAsHeIsNow() {
        for (int i = 0; i < 3; i++) {
            peer("bob").vanishes();
            lane.advance(LONG_ENOUGH);
        }

        hear();

        assertThat(heard).containsExactly("online bob", "offline bob");
    }

    @Test
    void isToldOfAlsoAfterAListenerThatThrew() {
        peer("trouble");
        peer("ann");

        hear();

        assertThat(heard).containsExactly("online trouble", "online ann");
    }

    @Test
    void isToldOfWhenTheHandlersHaveTime() {
        pool.full(true);
        peer("ann");
        pool.full(false);
        lane.advance(Duration.ofSeconds(1));

        hear();

        assertThat(heard).containsExactly("online ann");
    }

    @Test
    void isNeitherOnlineNorOfflineWithoutPresence() {
        hub = builder().build();

        CompletionStage<Boolean> answer = hub.online(ANN);

        assertThatThrownBy(answer.toCompletableFuture()::join)
                .hasCauseInstanceOf(RefusedException.class)
                .satisfies(failure -> assertThat(((RefusedException) failure.getCause()).code())
                        .isEqualTo(ErrorCode.NOT_AVAILABLE));
    }

    @Test
    void hasAListenerWithSomethingToRunOn() {
        HubBuilder builder = Hub.builder().lanes(List.of(lane)).onPresence(new PresenceListener() {
            @Override
            public void online(UserId user) {}

            @Override
            public void offline(UserId user) {}
        });

        assertThatThrownBy(builder::build).hasMessageContaining("handlersOn");
    }

    @Nested
    @DisplayName("on two nodes")
    class OnTwoNodes {

        private final MemoryPresenceStore store = new MemoryPresenceStore(lane);
        private final Hub one = withUsers().presence(store).build();
        private final Hub two = withUsers().presence(store.another()).build();

        @Test
        void isOnlineWhileOneOfThemHasHim() {
            Peer laptop = Peer.known(one, lane, "ann");
            Peer phone = Peer.known(two, lane, "ann");

            phone.vanishes();
            lane.advance(LONG_ENOUGH);
            assertThat(isOnline(one)).isTrue();
            assertThat(isOnline(two)).isTrue();

            laptop.vanishes();
            lane.advance(LONG_ENOUGH);
            assertThat(isOnline(two)).isFalse();
            hear();
            assertThat(heard).containsExactly("online ann", "offline ann");
        }

        @Test
        @DisplayName("P13: goes offline with a node that died, and the other node has the news")
        void goesOfflineWithADeadNode() {
            Peer.known(one, lane, "ann");
            Peer.known(two, lane, "bob");

            one.close();
            lane.advance(Duration.ofSeconds(60));

            assertThat(isOnline(two)).isFalse();
            hear();
            assertThat(heard).containsExactly("online ann", "online bob", "offline ann");
        }

        @Test
        @DisplayName("was told to have gone, late, when he was connected to another node already")
        void isNotToldToHaveGoneByANodeThatIsLate() {
            DeafBroker broker = new DeafBroker();
            Hub late = withUsers().presence(store.another()).broker(broker).build();
            Peer bob = Peer.known(late, lane, "bob").says("watch user:ann");
            Peer ann = Peer.known(late, lane, "ann");
            assertThat(news(bob)).contains("join user:ann ann");
            broker.isDeaf(true);
            ann.vanishes();
            lane.advance(LONG_ENOUGH);

            Peer.known(two, lane, "ann");
            broker.isDeaf(false);
            lane.advance(Duration.ofSeconds(10));

            assertThat(news(bob)).isEmpty();
            hear();
            assertThat(heard).endsWith("online ann");
        }
    }

    private boolean isOnline(Hub of) {
        CompletableFuture<Boolean> answer = of.online(ANN).toCompletableFuture();
        lane.run();
        return answer.join();
    }

    private void hear() {
        for (int i = 0; i < 10; i++) {
            lane.run();
            pool.run();
        }
    }
}
