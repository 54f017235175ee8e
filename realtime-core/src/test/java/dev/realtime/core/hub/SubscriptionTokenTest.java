package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Identity;
import dev.realtime.core.Limits;
import dev.realtime.core.UserId;
import dev.realtime.core.spi.Authorizer;
import dev.realtime.core.spi.SubscriptionTokens.Verdict;
import dev.realtime.core.spi.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("A peer with a token for one channel")
class SubscriptionTokenTest extends OneLaneHub {

    private static final ChannelName VIP = ChannelName.of("vip");
    private static final UserId ANN = UserId.of("ann");

    private final Map<String, CompletionStage<Verdict>> verdicts = new HashMap<>();
    private final List<String> judged = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final Issuer issuer = new Issuer();
    private Peer ann;

    @BeforeEach
    void connect() {
        hub = guarded().build();
        ann = connect(LineDialect.IMPLICIT);
    }

    @Nested
    @DisplayName("that is good")
    class Good {

        @Test
        void isLetInWhereTheAuthorizerWouldNot() {
            grants("t", Duration.ofMinutes(5));

            ann.says("subscribe vip", "subscribe vip !t");
            publish("1");

            assertThat(ann.hears()).containsExactly("failure PERMISSION_DENIED", "subscribed vip at 0 NEW", "vip 1 1");
            assertThat(judged).containsExactly("t ann vip");
        }

        @Test
        void isLetInAsItConnects() {
            issuer.issues("ann", Identity.verified(ANN));
            grants("t", Duration.ofMinutes(5));
            Peer explicit = Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty(), issuer);

            explicit.says("connect ann - vip=!t open");

            assertThat(explicit.hears()).contains("subscribed vip at 0 NEW", "subscribed open at 0 NEW");
        }

        @Test
        void mayResumeWithIt() {
            grants("t", Duration.ofMinutes(5));
            publish("1");
            publish("2");

            ann.says("subscribe vip " + epochOf(VIP) + ":1 !t");

            assertThat(ann.hears()).containsExactly("subscribed vip at 1 RECOVERED", "vip 2 2");
        }

        @Test
        void isBoundedLikeAnyOther() {
            hub = guarded()
                    .limits(Limits.DEFAULT.with(limits -> limits.maxChannelsPerConnection = 1))
                    .build();
            ann = connect(LineDialect.IMPLICIT);
            grants("t", Duration.ofMinutes(5));

            ann.says("subscribe open", "subscribe vip !t", "unsubscribe open", "subscribe vip !t");

            assertThat(ann.hears())
                    .containsExactly(
                            "subscribed open at 0 NEW",
                            "failure LIMIT_EXCEEDED",
                            "unsubscribed open",
                            "subscribed vip at 0 NEW");
        }

        @Test
        void staysWhenItsConnectionIsRefreshed() {
            grants("t", Duration.ofMinutes(5));
            issuer.issues("fresh", Identity.verified(ANN));
            ann.says("subscribe vip !t", "refresh fresh");
            ann.hears();

            publish("1");

            assertThat(ann.hears()).containsExactly("vip 1 1");
        }

        @Test
        @DisplayName("a subscription by the authorizer's word inherited the end of a token that came before")
        void leavesNothingBehindWhenItUnsubscribes() {
            grants("t", Duration.ofSeconds(10));
            ann.says("subscribe open !t", "unsubscribe open", "subscribe open");
            ann.hears();

            lane.advance(Duration.ofSeconds(20));

            assertThat(ann.hears()).isEmpty();
        }

        @Test
        void leavesNothingBehindWhereThereWasNoRoom() {
            hub = guarded()
                    .channels("open", ChannelOptions.DEFAULT.maxSubscribers(1))
                    .build();
            Peer bob = Peer.known(hub, lane, "bob").says("subscribe open");
            ann = connect(LineDialect.IMPLICIT);
            grants("t", Duration.ofSeconds(10));

            ann.says("subscribe open !t");
            bob.vanishes();
            ann.says("subscribe open");
            assertThat(ann.hears()).containsExactly("failure LIMIT_EXCEEDED", "subscribed open at 0 NEW");
            lane.advance(Duration.ofSeconds(20));

            assertThat(ann.hears()).isEmpty();
        }

        @Test
        void isNotAskedForWhereTheSubscriptionStandsWithoutIt() {
            ann.says("subscribe open", "subscribe open !t");

            assertThat(ann.hears()).containsExactly("subscribed open at 0 NEW", "subscribed open at 0 NEW");
            assertThat(judged).isEmpty();
        }
    }

    @Nested
    @DisplayName("that ends")
    class Ending {

        @BeforeEach
        void subscribe() {
            grants("t", Duration.ofSeconds(45));
            ann.says("subscribe vip !t");
            ann.hears();
        }

        @Test
        @DisplayName("CH10: is unsubscribed with a code, and gets no further message")
        void isUnsubscribed() {
            lives(Duration.ofMillis(44_900));
            assertThat(ann.hears()).doesNotContain("unsubscribed vip TOKEN_EXPIRED");

            lane.advance(Duration.ofMillis(1_100));
            publish("1");

            assertThat(ann.hears()).containsExactly("unsubscribed vip TOKEN_EXPIRED");
            assertThat(ann.closedWith()).isZero();
            assertThat(stats().subscribers()).isEmpty();
        }

        @Test
        void isUnsubscribedToTheSecond() {
            lives(Duration.ofMillis(44_999));
            assertThat(ann.hears()).doesNotContain("unsubscribed vip TOKEN_EXPIRED");

            lane.advance(Duration.ofMillis(1));

            assertThat(ann.hears()).contains("unsubscribed vip TOKEN_EXPIRED");
        }

        @Test
        @DisplayName("is noticed also if it ends before the connection would be looked at for its heartbeat")
        void isNoticedAlsoIfItEndsSoon() {
            lane.advance(Duration.ofSeconds(5));
            grants("brief", Duration.ofSeconds(3));
            ann.says("subscribe open !brief").hears();

            lane.advance(Duration.ofSeconds(4));

            assertThat(ann.hears()).containsExactly("unsubscribed open TOKEN_EXPIRED");
        }

        @Test
        void staysWithAFreshOne() {
            lives(Duration.ofSeconds(30));
            grants("fresh", Duration.ofSeconds(45));
            ann.hears();

            ann.says("subscribe vip !fresh");
            assertThat(ann.hears()).containsExactly("subscribed vip at 0 NEW");
            lives(Duration.ofSeconds(40));
            publish("1");

            assertThat(ann.hears()).contains("vip 1 1").doesNotContain("unsubscribed vip TOKEN_EXPIRED");
            lives(Duration.ofSeconds(6));
            assertThat(ann.hears()).contains("unsubscribed vip TOKEN_EXPIRED");
        }

        @Test
        void keepsTheOldOneIfTheFreshOneIsBad() {
            ann.says("subscribe vip !forged");
            publish("1");

            assertThat(ann.hears()).containsExactly("failure PERMISSION_DENIED", "vip 1 1");
        }

        @Test
        void mayEndWhileTheFreshOneIsJudged() {
            CompletableFuture<Verdict> slow = new CompletableFuture<>();
            verdicts.put("slow", slow);
            ann.says("subscribe vip !slow");
            lives(Duration.ofSeconds(46));
            ann.hears();

            slow.complete(new Verdict.Granted(Optional.empty()));
            lane.run();

            assertThat(ann.hears()).containsExactly("failure TOKEN_EXPIRED");
            assertThat(stats().subscribers()).isEmpty();
        }

        @Test
        void countsAsOneCommandWhileTheFreshOneIsJudged() {
            hub = guarded()
                    .limits(Limits.DEFAULT.with(limits -> limits.maxOutstandingCommands = 1))
                    .build();
            ann = connect(LineDialect.IMPLICIT);
            ann.says("subscribe vip !t");
            CompletableFuture<Verdict> slow = new CompletableFuture<>();
            verdicts.put("slow", slow);
            ann.hears();

            ann.says("subscribe vip !slow");
            assertThat(ann.isRead()).isFalse();
            assertThat(ann.says("unsubscribe vip").hears()).isEmpty();
            slow.complete(new Verdict.Granted(Optional.empty()));
            lane.run();

            assertThat(ann.hears()).containsExactly("subscribed vip at 0 NEW", "unsubscribed vip");
            assertThat(ann.isRead()).isTrue();
        }

        @Test
        void comesBackWithoutALoss() {
            lives(Duration.ofSeconds(46));
            publish("1");
            grants("fresh", Duration.ofSeconds(45));
            ann.hears();

            ann.says("subscribe vip " + epochOf(VIP) + ":0 !fresh");

            assertThat(ann.hears()).containsExactly("subscribed vip at 0 RECOVERED", "vip 1 1");
        }

        @Test
        void countsForItsChannelAlone() {
            grants("later", Duration.ofSeconds(90));
            ann.says("subscribe other !later");
            lives(Duration.ofSeconds(50));
            assertThat(ann.hears())
                    .contains("unsubscribed vip TOKEN_EXPIRED")
                    .doesNotContain("unsubscribed other TOKEN_EXPIRED");

            lives(Duration.ofSeconds(41));

            assertThat(ann.hears()).contains("unsubscribed other TOKEN_EXPIRED");
        }

        @Test
        void givesBackItsRoom() {
            lives(Duration.ofSeconds(46));

            assertThat(connectionOf("ann").subscriptions().reserve(1)).isTrue();
        }
    }

    @Nested
    @DisplayName("that is not accepted")
    class NotAccepted {

        @Test
        @DisplayName("CH08: hears the same of a channel that does not exist, one that is forbidden and a forged token")
        void hearsAlwaysTheSame() {
            ann.says("subscribe vip !forged", "subscribe vip", "subscribe nowhere !forged", "subscribe nowhere");

            assertThat(ann.hears()).hasSize(4).containsOnly("failure PERMISSION_DENIED");
            assertThat(failures).containsExactly("signature", "signature");
        }

        @Test
        void isRefusedByTheAuthorizersYesAsWell() {
            ann.says("subscribe open !forged");

            assertThat(ann.hears()).containsExactly("failure PERMISSION_DENIED");
        }

        @Test
        void isToldThatItsTokenHasEnded() {
            verdicts.put("old", completed(new Verdict.Rejected(ErrorCode.TOKEN_EXPIRED, "expired")));
            grants("ending", Duration.ZERO);

            ann.says("subscribe vip !old", "subscribe vip !ending");

            assertThat(ann.hears()).containsExactly("failure TOKEN_EXPIRED", "failure TOKEN_EXPIRED");
            assertThat(failures).containsExactly("expired", "expired");
        }

        @Test
        void mayTryAgainWhereNobodyCanTell() {
            verdicts.put("away", CompletableFuture.failedFuture(new IllegalStateException("away")));
            verdicts.put("owed", CompletableFuture.completedFuture(null));
            grants("t", Duration.ofMinutes(5));

            ann.says("subscribe vip !away", "subscribe vip !owed", "subscribe vip !t");

            assertThat(ann.hears())
                    .containsExactly("failure INTERNAL_ERROR", "failure INTERNAL_ERROR", "subscribed vip at 0 NEW");
        }

        @Test
        void takesNoRoom() {
            hub = guarded()
                    .limits(Limits.DEFAULT.with(limits -> limits.maxChannelsPerConnection = 1))
                    .build();
            ann = connect(LineDialect.IMPLICIT);

            ann.says("subscribe vip !forged", "subscribe vip !forged", "subscribe open");

            assertThat(ann.hears()).endsWith("subscribed open at 0 NEW");
        }

        @Test
        void mayHaveGoneWhileItWasJudged() {
            CompletableFuture<Verdict> slow = new CompletableFuture<>();
            verdicts.put("slow", slow);
            ann.says("subscribe vip !slow").vanishes();

            slow.complete(new Verdict.Granted(Optional.empty()));
            lane.run();

            assertThat(stats().subscribers()).isEmpty();
        }

        @Test
        void nobodyIsLetInUntilTheHubIsToldWhoJudges() {
            hub = builder().build();
            ann = connect(LineDialect.IMPLICIT);

            ann.says("subscribe vip !t");

            assertThat(ann.hears()).containsExactly("failure PERMISSION_DENIED");
        }
    }

    @Nested
    @DisplayName("is held to the rules of the engine")
    class Rules {

        @BeforeEach
        void grantEverything() {
            grants("t", Duration.ofMinutes(5));
        }

        @Test
        @DisplayName("CH09: a channel for other users stays closed, token or not")
        void aChannelForOthersStaysClosed() {
            ann.says("subscribe dialog#bob,cid !t", "subscribe dialog#bob,cid", "publish dialog#bob,cid 1");

            assertThat(ann.hears()).hasSize(3).containsOnly("failure PERMISSION_DENIED");
            assertThat(judged).isEmpty();
        }

        @Test
        @DisplayName("CH09: a channel for this user and others is a matter of the token")
        void aChannelForThisUserIsNot() {
            ann.says("subscribe dialog#bob,ann !t");

            assertThat(ann.hears()).containsExactly("subscribed dialog#bob,ann at 0 NEW");
        }

        @Test
        void thePersonalChannelOfAnotherStaysClosed() {
            ann.says("subscribe user:bob !t");

            assertThat(ann.hears()).containsExactly("failure PERMISSION_DENIED");
        }

        @Test
        void aFeedThatIsNoneStaysClosed() {
            ann.says("subscribe vip:* !t");

            assertThat(ann.hears()).containsExactly("failure PERMISSION_DENIED");
        }

        @Test
        @DisplayName("CH13: the history is no matter of the token")
        void theHistoryIsNoMatterOfTheToken() {
            ann.says("subscribe vip !t", "history vip");

            assertThat(ann.hears()).containsExactly("subscribed vip at 0 NEW", "failure PERMISSION_DENIED");
        }
    }

    /** Lets in everybody to channels called open, and nobody to others. */
    private HubBuilder guarded() {
        Authorizer onlyOpen = (who, action, channel) ->
                CompletableFuture.completedFuture(channel.local().startsWith("open"));
        return builder()
                .authorizer(onlyOpen)
                .telemetry(new Telemetry() {
                    @Override
                    public void authenticationFailed(String reason) {
                        failures.add(reason);
                    }
                })
                .subscriptionTokens((token, who, channel) -> {
                    judged.add(token + " " + who.user() + " " + channel);
                    return verdicts.getOrDefault(
                            token, completed(new Verdict.Rejected(ErrorCode.PERMISSION_DENIED, "signature")));
                });
    }

    private Peer connect(LineDialect dialect) {
        Peer peer = Peer.connect(hub, lane, dialect, Optional.of(Identity.verified(ANN)), issuer);
        peer.hears();
        return peer;
    }

    private void grants(String token, Duration life) {
        Instant end = lane.instant().plus(life);
        verdicts.put(token, completed(new Verdict.Granted(Optional.of(end))));
    }

    private void lives(Duration time) {
        for (long left = time.toMillis(); left > 0; left -= 20_000) {
            lane.advance(Duration.ofMillis(Math.min(20_000, left)));
            ann.says("ping");
        }
    }

    private void publish(String json) {
        hub.publish(VIP, message(json));
        lane.run();
    }

    private static CompletionStage<Verdict> completed(Verdict verdict) {
        return CompletableFuture.completedFuture(verdict);
    }
}
