package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.Identity;
import dev.realtime.core.Member;
import dev.realtime.core.UserId;
import dev.realtime.core.memory.MemoryPresenceStore;
import dev.realtime.core.spi.PresenceStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("A member of a channel with presence")
class PresenceTest extends PresenceHub {

    private static final Duration MOMENT = Duration.ofSeconds(1);

    private Peer watcher;

    @BeforeEach
    void watch() {
        watcher = watcher();
    }

    @Test
    void isWhoSubscribes() {
        member("ann");
        member("bob");

        assertThat(news(watcher)).containsExactly("join chat ann", "join chat bob");
        assertThat(watcher.says("presence chat").hears()).containsExactly("members chat 2 ann bob");
    }

    @Test
    void isShownWithWhatTheApplicationSaysAboutIt() {
        Identity ann = Identity.claimed(UserId.of("ann")).info(AnyPayload.of("{\"name\":\"Ann\"}"));

        Peer.connect(hub, lane, LineDialect.IMPLICIT, Optional.of(ann)).says("subscribe chat");

        assertThat(news(watcher)).containsExactly("join chat ann ({\"name\":\"Ann\"})");
    }

    @Test
    void isShownAsItCameBack() {
        Identity first = Identity.claimed(UserId.of("ann")).info(AnyPayload.of("1"));
        Identity second = first.info(AnyPayload.of("2"));
        Peer.connect(hub, lane, LineDialect.IMPLICIT, Optional.of(first)).says("subscribe chat");
        String secret = secretOf("ann");
        Connection before = connectionOf("ann");
        lane.execute(() -> before.closed(1006));
        lane.run();

        Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.of(second)).says("connect - " + secret + " chat");

        assertThat(members()).extracting(Member::info).containsExactly(Optional.of(AnyPayload.of("2")));
    }

    @Test
    void isGoneWithItsNode() {
        MemoryPresenceStore store = new MemoryPresenceStore(lane);
        PresenceStore dead = store.another();
        dead.start("dead", (channel, member) -> {});
        dead.join(CHAT, new Member("c_1", UserId.of("eve"), Optional.empty(), Optional.empty(), 1));
        hub = withPresence().presence(store).build();
        watcher = watcher();
        member("ann");
        news(watcher);

        lane.advance(MemoryPresenceStore.SILENCE.plus(MOMENT.multipliedBy(12)));

        assertThat(news(watcher)).containsExactly("leave chat eve");
        assertThat(remembered()).isOne();
    }

    private List<Member> members() {
        CompletableFuture<PresenceStore.Snapshot> all =
                hub.kernel().holder().members(CHAT, 10).toCompletableFuture();
        lane.run();
        return all.join().members();
    }

    @Test
    void isToldOfItselfAndOfWhoWasThere() {
        member("ann");

        Peer bob = peer("bob").says("subscribe+ chat", "presence chat");

        assertThat(bob.hears())
                .containsExactlyInAnyOrder("subscribed chat at 0 NEW", "members chat 2 ann bob", "join chat bob");
    }

    @Test
    void goesAtOnceWhenItUnsubscribes() {
        Peer ann = member("ann");
        news(watcher);

        ann.says("unsubscribe chat");

        assertThat(news(watcher)).containsExactly("leave chat ann");
        assertThat(remembered()).isZero();
    }

    @Test
    void isOneForEachOfItsConnections() {
        member("ann");
        Peer phone = member("ann");
        phone.says("unsubscribe chat");

        assertThat(news(watcher)).containsExactly("join chat ann", "join chat ann", "leave chat ann");
    }

    @Test
    void isNoneWhereTheChannelHasNoPresence() {
        hub = builder().build();

        Peer ann = member("ann").says("watch chat", "update chat busy");

        assertThat(ann.hears()).containsExactly("failure NOT_AVAILABLE", "failure NOT_AVAILABLE");
        assertThat(remembered()).isZero();
    }

    @Test
    void isKnownToTheApplication() {
        member("ann");
        member("bob");

        CompletableFuture<PresenceStore.Snapshot> all = hub.members(CHAT, 1).toCompletableFuture();
        lane.run();

        assertThat(all.join().total()).isEqualTo(2);
        assertThat(all.join().members()).extracting(Member::user).containsExactly(UserId.of("ann"));
    }

    @Test
    void isNoneIfItMayNotSubscribe() {
        hub = withPresence()
                .authorizer((who, action, channel) ->
                        CompletableFuture.completedFuture(!who.user().value().equals("mallory")))
                .build();
        watcher = watcher();

        peer("mallory").says("subscribe chat");

        assertThat(news(watcher)).isEmpty();
    }

    @Nested
    @DisplayName("that loses its connection")
    class ThatLosesItsConnection {

        private Peer ann;
        private String secret;

        @BeforeEach
        void lose() {
            ann = member("ann");
            secret = secretOf("ann");
            news(watcher);
            ann.vanishes();
        }

        @Test
        void staysForTheGraceTime() {
            lane.advance(GRACE.minusMillis(1));

            assertThat(news(watcher)).isEmpty();
            assertThat(watcher.says("presence chat").hears()).containsExactly("members chat 1 ann");
        }

        @Test
        void isGoneAfterTheGraceTime() {
            assertThat(remembered()).isOne();

            lane.advance(GRACE);

            assertThat(news(watcher)).containsExactly("leave chat ann");
            assertThat(watcher.says("presence chat").hears()).containsExactly("members chat 0");
            assertThat(remembered()).isZero();
        }

        @Test
        @DisplayName("F24: who comes back in time neither went nor came")
        void comesBackUnnoticed() {
            lane.advance(GRACE.minus(MOMENT));

            resumes("ann", secret, "chat");
            lane.advance(GRACE.multipliedBy(2));

            assertThat(news(watcher)).isEmpty();
            assertThat(watcher.says("presence chat").hears()).containsExactly("members chat 1 ann");
        }

        @Test
        void isGoneIfItComesBackToOtherChannelsOnly() {
            resumes("ann", secret, "news");

            lane.advance(GRACE.plus(MOMENT));

            assertThat(news(watcher)).containsExactly("leave chat ann");
        }

        @Test
        void isAnotherOneIfItComesBackAsAnotherClient() {
            member("ann");
            lane.advance(GRACE.plus(MOMENT));

            assertThat(news(watcher)).containsExactly("join chat ann", "leave chat ann");
            assertThat(watcher.says("presence chat").hears()).containsExactly("members chat 1 ann");
        }

        @Test
        void goesAtOnceIfItUnsubscribesAfterItCameBack() {
            Peer again = resumes("ann", secret, "chat");

            again.says("unsubscribe chat");

            assertThat(news(watcher)).containsExactly("leave chat ann");
        }
    }

    @Test
    @DisplayName("whose new connection came before the old one was gone stays when that ends")
    void staysWhileOneOfTwoConnectionsLives() {
        Peer old = member("ann");
        Peer young = resumes("ann", secretOf("ann"), "chat");
        news(watcher);

        old.vanishes();
        lane.advance(GRACE.plus(MOMENT));
        assertThat(news(watcher)).isEmpty();

        young.vanishes();
        lane.advance(GRACE.plus(MOMENT));
        assertThat(news(watcher)).containsExactly("leave chat ann");
    }

    @Test
    @DisplayName("P11: whose peer is half open goes with the heartbeat and the grace time")
    void goesWithTheHeartbeat() {
        member("ann").stopsReading();

        lane.advance(Duration.ofSeconds(60 + 10 + 2));

        assertThat(news(watcher)).contains("join chat ann", "leave chat ann");
        assertThat(remembered()).isZero();
    }

    @Test
    void goesAtOnceWithoutAGraceTime() {
        hub = builder()
                .channels("chat", WITH_PRESENCE.presenceGrace(Duration.ZERO))
                .build();
        watcher = watcher();
        Peer ann = member("ann");
        news(watcher);

        ann.vanishes();
        lane.advance(MOMENT);

        assertThat(news(watcher)).containsExactly("leave chat ann");
    }
}
