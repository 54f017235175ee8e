package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.ChannelOptions.Feature;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Identity;
import dev.realtime.core.Limits;
import dev.realtime.core.Message;
import dev.realtime.core.UserId;
import dev.realtime.core.spi.Authenticator.Outcome;
import dev.realtime.core.spi.Authorizer;
import dev.realtime.core.spi.Telemetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("A peer that brings a fresh token")
class RefreshTest extends OneLaneHub {

    private static final ChannelName NEWS = ChannelName.of("news");

    private final Issuer issuer = new Issuer();
    private final Staff rights = new Staff();
    private final List<String> failures = new ArrayList<>();
    private Peer ann;

    @BeforeEach
    void connect() {
        hub = builder()
                .authorizer(rights)
                .channels("busy", ChannelOptions.DEFAULT.window(16, 1 << 20))
                .channels("orders", ChannelOptions.DEFAULT.with(Feature.FEED))
                .channels("story", ChannelOptions.DEFAULT.with(Feature.STREAMS))
                .telemetry(new Telemetry() {
                    @Override
                    public void authenticationFailed(String reason) {
                        failures.add(reason);
                    }
                })
                .build();
        issuer.issues("staff", ann("staff").expiresAt(lane.instant().plusSeconds(60)));
        ann = Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty(), issuer)
                .says("connect staff - chat news");
        ann.hears();
    }

    @Nested
    @DisplayName("for itself")
    class Own {

        @Test
        void goesOnUntilTheEndOfTheFreshOne() {
            issuer.issues("fresh", ann("staff").expiresAt(lane.instant().plusSeconds(120)));

            ann.says("refresh fresh");
            assertThat(ann.hears()).containsExactly("refreshed");
            lives(Duration.ofSeconds(100));
            assertThat(ann.closedWith()).isZero();
            lives(Duration.ofSeconds(46));

            assertThat(ann.closedWith()).isEqualTo(4002);
        }

        @Test
        @DisplayName("is warned half a minute before its end, and sent away a round before the grace is over")
        void isWarnedAndSentAwayToTheSecond() {
            lane.advance(Duration.ofMillis(29_999));
            assertThat(ann.hears()).doesNotContain("failure TOKEN_EXPIRED unasked");
            lane.advance(Duration.ofMillis(1));
            assertThat(ann.hears()).contains("failure TOKEN_EXPIRED unasked");

            lives(Duration.ofMillis(53_999));
            assertThat(ann.closedWith()).isZero();
            lane.advance(Duration.ofMillis(1));

            assertThat(ann.closedWith()).isEqualTo(4002);
        }

        @Test
        @DisplayName("a fresh token that ends sooner than the heartbeat looks was noticed too late")
        void endsWithAFreshTokenThatEndsSoon() {
            lane.advance(Duration.ofSeconds(5));
            issuer.issues("brief", ann("staff").expiresAt(lane.instant().plusSeconds(2)));

            ann.says("refresh brief");
            lane.advance(Duration.ofSeconds(2));
            assertThat(ann.hears()).containsExactly("refreshed", "failure TOKEN_EXPIRED unasked");
            lane.advance(Duration.ofSeconds(25));

            assertThat(ann.closedWith()).isEqualTo(4002);
        }

        @Test
        @DisplayName("however often a token is refreshed, the peer is looked at once a heartbeat")
        void isLookedAtOnce() {
            issuer.issues("fresh", ann("staff").expiresAt(lane.instant().plusSeconds(3_600)));
            for (int i = 0; i < 50; i++) {
                ann.says("refresh fresh");
            }
            lane.readings();

            lane.advance(Duration.ofSeconds(25));

            assertThat(lane.readings()).isLessThan(5);
        }

        @Test
        void goesOnForEverWithATokenWithoutEnd() {
            issuer.issues("endless", ann("staff"));

            ann.says("refresh endless");
            lives(Duration.ofMinutes(10));

            assertThat(ann.closedWith()).isZero();
            assertThat(ann.hears()).doesNotContain("failure TOKEN_EXPIRED unasked");
        }

        @Test
        void mayDoWhatTheFreshOneAllows() {
            issuer.issues("chief", ann("staff", "chief"));
            ann.says("subscribe board");
            assertThat(ann.hears()).containsExactly("failure PERMISSION_DENIED");

            ann.says("refresh chief", "subscribe board");

            assertThat(ann.hears()).containsExactly("refreshed", "subscribed board at 0 NEW");
        }

        @Test
        void isJudgedOneAtATime() {
            CompletableFuture<Outcome> slow = issuer.hesitatesAbout("slow");

            ann.says("refresh slow", "refresh staff", "publish chat 1");
            assertThat(ann.hears()).containsExactly("failure CONFLICT", "ack 1", "chat 1 1");
            slow.complete(new Outcome.Accepted(ann("staff")));
            lane.run();
            ann.says("refresh staff");

            assertThat(ann.hears()).containsExactly("refreshed", "refreshed");
        }

        @Test
        void countsAsACommandUntilItIsJudged() {
            oneCommandAtATime();
            CompletableFuture<Outcome> slow = issuer.hesitatesAbout("slow");

            ann.says("refresh slow");
            assertThat(ann.isRead()).isFalse();
            slow.complete(new Outcome.Rejected(ErrorCode.UNAUTHORIZED, "a-word"));
            lane.run();

            assertThat(ann.isRead()).isTrue();
        }

        @Test
        void mayHaveGoneMeanwhile() {
            CompletableFuture<Outcome> slow = issuer.hesitatesAbout("slow");
            ann.says("refresh slow").vanishes();

            slow.complete(new Outcome.Accepted(ann("staff")));
            lane.run();

            assertThat(ann.hears()).isEmpty();
            assertThat(hub.connections()).isZero();
        }
    }

    @Nested
    @DisplayName("that is not accepted")
    class NotAccepted {

        @Test
        void livesUntilTheEndOfTheOldOne() {
            issuer.rejects("old", ErrorCode.TOKEN_EXPIRED);

            ann.says("refresh forged", "refresh old", "publish chat 1");
            assertThat(ann.hears())
                    .containsExactly("failure UNAUTHORIZED", "failure TOKEN_EXPIRED", "ack 1", "chat 1 1");
            lives(Duration.ofSeconds(86));

            assertThat(ann.closedWith()).isEqualTo(4002);
            assertThat(failures).containsExactly("signature", "a-word");
        }

        @Test
        void livesWhereTheTokenHasOutlivedItsGrace() {
            lane.advance(Duration.ofSeconds(30));
            issuer.issues("stale", ann("staff").expiresAt(lane.instant().minusSeconds(25)));

            ann.says("refresh stale");

            assertThat(ann.hears()).contains("failure TOKEN_EXPIRED").doesNotContain("refreshed");
            assertThat(failures).containsExactly("expired");
            assertThat(ann.closedWith()).isZero();
        }

        @Test
        void isToldWhereNobodyCanTellNow() {
            issuer.hesitatesAbout("lost").completeExceptionally(new IllegalStateException("away"));

            ann.says("refresh lost", "refresh staff");

            assertThat(ann.hears()).containsExactly("failure OVERLOADED", "refreshed");
        }

        @Test
        void mustNotBeEmpty() {
            ann.says("refresh");

            assertThat(ann.hears()).containsExactly("failure BAD_REQUEST");
        }

        @Test
        @DisplayName("AU17: of another user it ends the connection, and changes nothing before")
        void ofAnotherUserEndsTheConnection() {
            issuer.issues("bob", Identity.verified(UserId.of("bob")).roles(Set.of("chief")));

            ann.says("refresh bob");

            assertThat(ann.hears()).containsExactly("failure PERMISSION_DENIED", "goodbye FORBIDDEN");
            assertThat(ann.closedWith()).isEqualTo(4502);
            assertThat(failures).containsExactly("refresh_mismatch");
            assertThat(stats().users()).isEmpty();
        }

        @Test
        @DisplayName("AU17: of the same name in another tenant it ends the connection")
        void ofAnotherTenantEndsTheConnection() {
            issuer.issues("other", Identity.verified(new UserId("globex", "ann")));

            ann.says("refresh other");

            assertThat(ann.closedWith()).isEqualTo(4502);
        }

        @Test
        @DisplayName("AU17: of somebody else than the URL claims it ends the connection")
        void ofSomebodyElseThanClaimedEndsTheConnection() {
            issuer.rejects("claimed", ErrorCode.PERMISSION_DENIED);

            ann.says("refresh claimed");

            assertThat(ann.closedWith()).isEqualTo(4502);
        }
    }

    @Nested
    @DisplayName("that allows less")
    class Less {

        @BeforeEach
        void issue() {
            issuer.issues("guest", ann("guest"));
        }

        @Test
        @DisplayName("AU18: is unsubscribed from what is no longer allowed, and only from that")
        void isUnsubscribed() {
            ann.says("refresh guest");
            publishes(1);
            hub.publish(NEWS, Message.of(AnyPayload.of("2")));
            lane.run();

            assertThat(ann.hears()).containsExactly("refreshed", "unsubscribed chat PERMISSION_DENIED", "news 1 2");
            assertThat(stats().subscribers()).containsOnlyKeys(NEWS);
        }

        @Test
        @DisplayName("AU18: what was published but not written yet is not written any more")
        void doesNotGetWhatWasOnItsWay() {
            ann.stopsReading();
            publishes(2);
            ann.hears();
            publishes(1);

            ann.says("refresh guest").readsAgain();

            assertThat(ann.hears()).containsExactly("refreshed", "unsubscribed chat PERMISSION_DENIED");
        }

        @Test
        @DisplayName("AU18: while the answer is out the channel is not read, and then it goes on without a gap")
        void readsOnWithoutAGap() {
            CompletableFuture<Boolean> answer = rights.hesitatesAbout("chat");

            ann.says("refresh guest");
            publishes(2);
            assertThat(ann.hears()).containsExactly("refreshed");
            answer.complete(true);
            lane.run();

            assertThat(ann.hears()).containsExactly("chat 1 1", "chat 2 2");
        }

        @Test
        @DisplayName("what is said of a channel while its permission is asked for again waits for the answer")
        void keepsWhatIsSaidMeanwhileWaiting() {
            oneCommandAtATime();
            CompletableFuture<Boolean> answer = rights.hesitatesAbout("chat");

            assertThat(ann.says("refresh guest").hears()).containsExactly("refreshed");
            assertThat(ann.isRead()).isFalse();
            assertThat(ann.says("unsubscribe chat").hears()).isEmpty();
            answer.complete(true);
            lane.run();

            assertThat(ann.hears()).containsExactly("unsubscribed chat");
            assertThat(ann.isRead()).isTrue();
        }

        @Test
        @DisplayName("AU18: nothing of a channel is read before the answer that forbids it")
        void isUnsubscribedWhenTheAnswerComes() {
            CompletableFuture<Boolean> answer = rights.hesitatesAbout("chat");
            ann.says("refresh guest");
            publishes(2);
            assertThat(ann.hears()).containsExactly("refreshed");

            answer.complete(false);
            lane.run();

            assertThat(ann.hears()).containsExactly("unsubscribed chat PERMISSION_DENIED");
        }

        @Test
        @DisplayName("AU18: while the answer is out its streams are not read either")
        void readsNoStreamMeanwhile() {
            ann.says("subscribe story");
            StreamPublisher stream = hub.openStream(ChannelName.of("story"), "told", "tale");
            lane.run();
            CompletableFuture<Boolean> answer = rights.hesitatesAbout("story");
            ann.says("refresh guest").hears();

            stream.send(AnyPayload.of("once"));
            lane.run();
            assertThat(ann.hears()).isEmpty();
            answer.complete(true);
            lane.run();

            assertThat(ann.hears()).containsExactly("tale 0 once");
        }

        @Test
        @DisplayName("a slow authorizer was held against the peer")
        void isNotSlowWhileItMustNotRead() {
            hub.publish(ChannelName.of("busy"), Message.of(AnyPayload.of("0")));
            ann.says("subscribe busy");
            CompletableFuture<Boolean> answer = rights.hesitatesAbout("busy");
            ann.says("refresh guest");
            ann.hears();

            for (int i = 0; i < 40; i++) {
                hub.publish(ChannelName.of("busy"), Message.of(AnyPayload.of("" + i)));
                lane.run();
            }
            lane.advance(Duration.ofSeconds(25));
            answer.complete(true);
            lane.run();

            assertThat(ann.closedWith()).isZero();
            assertThat(ann.hears()).hasSize(40).contains("busy 2 0", "busy 41 39");
        }

        @Test
        @DisplayName("AU18: a subscription that was allowed under the old token is asked for again")
        void asksAgainForASubscriptionOnItsWay() {
            CompletableFuture<Boolean> old = rights.hesitatesAbout("plans");
            ann.says("subscribe plans", "refresh guest");
            rights.decide("plans");

            old.complete(true);
            lane.run();
            hub.publish(ChannelName.of("plans"), Message.of(AnyPayload.of("1")));
            lane.run();

            assertThat(ann.hears())
                    .startsWith("refreshed", "unsubscribed chat PERMISSION_DENIED")
                    .endsWith("subscribed plans at 0 NEW", "unsubscribed plans PERMISSION_DENIED");
        }

        @Test
        @DisplayName("AU18: of a feed it reads what the fresh token allows, although the old one was just asked about")
        void readsLessOfAFeed() {
            ChannelName secret = ChannelName.of("orders:secret");
            ann.says("subscribe orders:*");
            hub.publish(secret, Message.of(AnyPayload.of("1")));
            lane.run();
            ann.hears();

            ann.says("refresh guest");
            hub.publish(secret, Message.of(AnyPayload.of("2")));
            hub.publish(ChannelName.of("orders:open"), Message.of(AnyPayload.of("3")));
            lane.run();

            assertThat(ann.hears()).contains("orders:open 3 3").noneMatch(line -> line.startsWith("orders:secret"));
        }

        @Test
        void keepsItsPersonalChannel() {
            ann.says("refresh guest");
            ann.hears();

            hub.sendToUser(UserId.of("ann"), Message.of(AnyPayload.of("1")));
            lane.run();

            assertThat(ann.hears()).containsExactly("user:ann 1 1");
        }

        @Test
        void isToldToTryAgainWhereNobodyCanTell() {
            rights.hesitatesAbout("chat").completeExceptionally(new IllegalStateException("away"));

            ann.says("refresh guest");

            assertThat(ann.hears()).containsExactly("refreshed", "unsubscribed chat INTERNAL_ERROR");
        }

        @Test
        @DisplayName("the answer to a token that has been replaced since does not count")
        void goesByTheLastToken() {
            CompletableFuture<Boolean> aboutGuest = rights.hesitatesAbout("chat");
            ann.says("refresh guest");
            rights.decide("chat");
            ann.says("refresh staff");
            publishes(1);

            aboutGuest.complete(false);
            lane.run();

            assertThat(ann.hears()).containsExactly("refreshed", "refreshed", "chat 1 1");
        }

        @Test
        @DisplayName("a channel that the server opened between two tokens was never read again")
        void readsWhatTheServerLetItKeep() {
            CompletableFuture<Boolean> aboutGuest = rights.hesitatesAbout("chat");
            ann.says("refresh guest");
            hub.subscribe(UserId.of("ann"), CHAT);
            lane.run();
            ann.says("refresh staff");

            aboutGuest.complete(false);
            lane.run();
            publishes(1);

            assertThat(ann.hears()).containsExactly("refreshed", "refreshed", "chat 1 1");
        }

        @Test
        void givesBackTheRoomOfWhatItLost() {
            ann.says("refresh guest");

            assertThat(connectionOf("ann").subscriptions().reserve(2)).isTrue();
            assertThat(connectionOf("ann").subscriptions().reserve(2)).isFalse();
        }
    }

    private void oneCommandAtATime() {
        hub = builder()
                .authorizer(rights)
                .limits(Limits.DEFAULT.with(limits -> limits.maxOutstandingCommands = 1))
                .build();
        ann = Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty(), issuer)
                .says("connect staff - chat");
        ann.hears();
    }

    private void lives(Duration time) {
        for (long left = time.toMillis(); left > 0; left -= 20_000) {
            lane.advance(Duration.ofMillis(Math.min(20_000, left)));
            ann.says("ping");
        }
    }

    private static Identity ann(String... roles) {
        return Identity.verified(UserId.of("ann")).roles(Set.of(roles));
    }

    /** Staff may read everything but the board, which is for chiefs; guests the news and the feed, bob the club. */
    private static final class Staff implements Authorizer {
        private final Map<String, CompletableFuture<Boolean>> held = new HashMap<>();

        /** The answers about the channel come when the test completes them. */
        CompletableFuture<Boolean> hesitatesAbout(String channel) {
            return held.computeIfAbsent(channel, name -> new CompletableFuture<>());
        }

        /** From now on it answers at once again. */
        void decide(String channel) {
            held.remove(channel);
        }

        @Override
        public CompletionStage<Boolean> allows(Identity who, Action action, ChannelName channel) {
            CompletableFuture<Boolean> later = held.get(channel.local());
            if (later != null) {
                return later;
            }
            return CompletableFuture.completedFuture(
                    switch (channel.local()) {
                        case "news", "orders:*", "orders:open" -> true;
                        case "board" -> who.roles().contains("chief");
                        default -> who.roles().contains("staff");
                    });
        }
    }
}
