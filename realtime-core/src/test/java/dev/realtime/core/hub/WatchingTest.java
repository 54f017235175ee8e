package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Identity;
import dev.realtime.core.Limits;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.UserId;
import dev.realtime.core.spi.Authorizer;
import dev.realtime.core.spi.Authorizer.Action;
import dev.realtime.core.spi.BrokerDecorator;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("One who watches a channel's members")
class WatchingTest extends PresenceHub {

    private static final Authorizer ALL_BUT_PRESENCE =
            (who, action, channel) -> CompletableFuture.completedFuture(action != Action.PRESENCE);

    @Test
    void isToldOfNothingAfterHeStopped() {
        Peer watcher = watcher();

        watcher.says("unwatch chat");
        member("ann");

        assertThat(watcher.hears()).containsExactly("members chat 0");
    }

    @Test
    void isToldOnceHoweverOftenHeAsksForIt() {
        Peer watcher = watcher();
        assertThat(watcher.says("watch chat", "subscribe+ chat", "subscribe+ chat")
                        .hears())
                .containsExactlyInAnyOrder(
                        "members chat 0", "subscribed chat at 0 NEW", "subscribed chat at 0 NEW", "join chat watcher");

        member("ann");

        assertThat(watcher.hears()).containsExactly("join chat ann");
    }

    @Test
    void stopsWhenHeUnsubscribes() {
        Peer bob = peer("bob").says("subscribe+ chat", "unsubscribe chat");
        bob.hears();

        member("ann");

        assertThat(bob.hears()).isEmpty();
    }

    @Test
    @DisplayName("CH13: needs the right to it")
    void needsTheRightToIt() {
        hub = withPresence().authorizer(ALL_BUT_PRESENCE).build();
        Peer bob = peer("bob");

        bob.says("presence chat", "watch chat");
        assertThat(bob.hears()).containsExactly("failure PERMISSION_DENIED", "failure PERMISSION_DENIED");

        bob.says("subscribe+ chat");
        assertThat(bob.hears()).containsExactly("subscribed chat at 0 NEW", "failure PERMISSION_DENIED unasked");
        member("ann");
        assertThat(bob.hears()).isEmpty();
    }

    @Test
    void hearsNothingOfMembersWhereThereWasNoRoomForHim() {
        hub = withPresence().channels("small", WITH_PRESENCE.maxSubscribers(1)).build();
        peer("ann").says("subscribe small");
        Peer bob = peer("bob");

        assertThat(bob.says("subscribe+ small").hears()).containsExactly("failure LIMIT_EXCEEDED");
    }

    @Test
    void isToldWhereNobodyCanTellWhetherHeMay() {
        hub = withPresence()
                .authorizer((who, action, channel) -> action == Action.PRESENCE
                        ? CompletableFuture.failedFuture(new IllegalStateException("away"))
                        : CompletableFuture.completedFuture(true))
                .build();

        assertThat(peer("bob").says("subscribe+ chat").hears())
                .containsExactly("subscribed chat at 0 NEW", "failure INTERNAL_ERROR unasked");
    }

    @Test
    void isToldOnlyThatTheNewsCannotBeHad() {
        hub = withPresence()
                .broker(new BrokerDecorator(new PagesBroker()) {
                    @Override
                    public CompletionStage<StreamPosition> attach(ChannelName channel) {
                        return channel.isPresence()
                                ? CompletableFuture.failedFuture(new IllegalStateException("away"))
                                : super.attach(channel);
                    }
                })
                .build();
        Peer bob = peer("bob");

        assertThat(bob.says("watch chat").hears()).containsExactly("failure NOT_AVAILABLE");
    }

    @Test
    void doesNotWatchWhatHeIsNoLongerSubscribedTo() {
        CompletableFuture<Boolean> verdict = new CompletableFuture<>();
        hub = withPresence()
                .authorizer((who, action, channel) ->
                        action == Action.PRESENCE ? verdict : CompletableFuture.completedFuture(true))
                .build();
        Peer bob = peer("bob").says("subscribe+ chat");
        Connection connection = connectionOf("bob");
        lane1().commands()
                .subscribing()
                .end(connection.subscriptions().get(CHAT), OptionalLong.empty(), Optional.empty());

        verdict.complete(true);
        lane.run();

        assertThat(bob.hears()).contains("unsubscribed chat");
        assertThat(connection.subscriptions().watches()).isZero();
    }

    @Test
    @DisplayName("CH11: neither reads nor writes the log that the news stand in, whose name is none")
    void cannotNameTheLog() {
        Peer bob = peer("bob");

        bob.says("subscribe !p:chat", "publish !p:chat x", "presence !p:chat", "history !p:chat");

        assertThat(bob.hears()).hasSize(4).containsOnly("failure BAD_REQUEST");
    }

    @Test
    @DisplayName("who reads so slowly that news of members are lost is told their number, so that he can ask again")
    void isToldTheNumberWhenNewsAreLost() {
        Peer watcher = watcher().stopsReading();
        for (int i = 0; i < 3_000; i++) {
            member("u" + i).vanishes();
        }
        lane.advance(Duration.ofSeconds(5));

        watcher.readsAgain();
        lane.advance(Duration.ofSeconds(2));

        List<String> lines = news(watcher);
        assertThat(watcher.closedWith()).isZero();
        assertThat(lines).contains("count chat 3000").allMatch(line -> line.matches("(join|count) chat .*"));
        assertThat(lines.size()).isLessThan(1_500);
    }

    @Test
    @DisplayName("who read slowly heard what a member does, and not that it had come")
    void isToldOfAMembersComingBeforeWhatItDoes() {
        Peer watcher = watcher().stopsReading();
        member("bob");
        member("ann").says("update chat typing", "update chat done");
        lane.run();

        watcher.readsAgain();

        assertThat(news(watcher)).containsExactly("join chat bob", "join chat ann", "update chat ann done");
    }

    @Test
    @DisplayName("who came while an answer waited was told before the answer, which did not know him yet, and was lost")
    void isToldWhatIsNewBehindAnAnswerThatIsOlder() {
        Peer watcher = watcher().stopsReading();
        watcher.says("presence chat", "presence chat", "presence chat");
        member("ann");
        lane.run();

        for (int i = 0; i < 10; i++) {
            watcher.readsAgain();
        }

        assertThat(news(watcher))
                .containsExactly("members chat 0", "members chat 0", "members chat 0", "join chat ann");
    }

    @Test
    void isNoMemberAndNoSubscriber() {
        watcher();

        assertThat(stats().subscribers()).isEmpty();
        assertThat(remembered()).isZero();
    }

    @Test
    void watchesAsManyChannelsAsHeMaySubscribeTo() {
        hub = withPresence()
                .channels("room", WITH_PRESENCE)
                .limits(Limits.DEFAULT.with(limits -> limits.maxChannelsPerConnection = 20))
                .build();
        Peer bob = peer("bob");
        IntStream.range(0, 20).forEach(i -> bob.says("watch room:" + i, "subscribe news:" + i));
        assertThat(bob.hears()).noneMatch(line -> line.startsWith("failure"));

        bob.says("watch room:20");

        assertThat(bob.hears()).containsExactly("failure LIMIT_EXCEEDED");
    }

    @Test
    @DisplayName("CH14: is shown the first thousand of many, and how many there are")
    void isShownTheFirstOfMany() {
        hub = withPresence()
                .limits(Limits.DEFAULT.with(limits -> limits.maxPresenceMembers = 3))
                .build();
        IntStream.range(0, 10).forEach(i -> member("u" + i));

        Peer watcher = peer("watcher").says("presence chat");

        assertThat(watcher.hears()).containsExactly("members chat 10 u0 u1 u2");
    }

    @Test
    void isShownNoMoreThanAMessageShouldHold() {
        hub = withPresence()
                .limits(Limits.DEFAULT.with(limits -> limits.maxTurnBytes = 10_000))
                .build();
        IntStream.range(0, 10).forEach(i -> member("u" + i).says("update chat " + "x".repeat(4_000)));

        String answer = peer("watcher").says("presence chat").hears().get(0);

        assertThat(answer).startsWith("members chat 10 u0=x").contains(" u1=x").doesNotContain(" u2");
    }

    @Test
    @DisplayName("who asked for many large answers at once was cut as slow before he could read the first")
    void takesHisTimeWithLargeAnswers() {
        hub = withPresence()
                .limits(Limits.DEFAULT.with(limits -> limits.maxControlBytes = 2_000))
                .build();
        IntStream.range(0, 10).forEach(i -> member("u" + i).says("update chat " + "x".repeat(100)));
        Peer watcher = peer("watcher").stopsReading();

        watcher.says("presence chat", "presence chat", "presence chat", "presence chat", "presence chat");
        for (int i = 0; i < 10; i++) {
            watcher.readsAgain();
        }

        assertThat(watcher.closedWith()).isZero();
        assertThat(watcher.hears()).hasSize(5).allMatch(line -> line.startsWith("members chat 10 "));
        assertThat(watcher.isRead()).isTrue();
    }

    @Test
    void isToldTheNumberWhenTheLogBeginsAnew() {
        PagesBroker broker = new PagesBroker().top("e", 0);
        hub = withPresence().broker(broker).build();
        Peer watcher = watcher();
        member("ann");
        member("bob").vanishes();
        lane.advance(GRACE.multipliedBy(2));
        news(watcher);

        broker.tells(CHAT.presence(), "f", 1, Announcement.count(7));
        assertThat(news(watcher))
                .contains("count chat 1", "count chat 7")
                .noneMatch(line -> line.startsWith("subscribed"));
        broker.tells(CHAT.presence(), "f", 2, Announcement.count(8));

        assertThat(news(watcher)).containsExactly("count chat 8");
    }

    @Test
    @DisplayName("CH10: sees no more than a fresh token allows")
    void seesNoMoreThanAFreshTokenAllows() {
        hub = withPresence()
                .authorizer((who, action, channel) -> CompletableFuture.completedFuture(
                        action != Action.PRESENCE || who.roles().contains("staff")))
                .build();
        Issuer issuer = new Issuer();
        Identity bob = Identity.verified(UserId.of("bob"));
        issuer.issues("staff", bob.roles(Set.of("staff")));
        issuer.issues("guest", bob);
        Peer watcher = Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty(), issuer)
                .says("connect staff - chat", "watch chat", "watch chat#bob", "refresh staff");
        assertThat(watcher.hears()).noneMatch(line -> line.startsWith("failure"));

        watcher.says("refresh guest");
        assertThat(watcher.hears())
                .containsExactlyInAnyOrder(
                        "refreshed", "failure PERMISSION_DENIED unasked", "failure PERMISSION_DENIED unasked");
        member("ann");

        assertThat(watcher.hears()).isEmpty();
    }
}
