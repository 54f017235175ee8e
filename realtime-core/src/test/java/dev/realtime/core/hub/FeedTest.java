package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.ChannelOptions.Feature;
import dev.realtime.core.Message;
import dev.realtime.core.SlowPolicy;
import dev.realtime.core.spi.Authorizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The feed of a namespace")
class FeedTest extends OneLaneHub {

    private static final ChannelName ONE = ChannelName.of("orders:1");
    private static final ChannelName TWO = ChannelName.of("orders:2");

    private final List<String> asked = new ArrayList<>();
    private final List<CompletableFuture<Boolean>> answers = new ArrayList<>();
    private boolean answersLater;

    @BeforeEach
    void withFeed() {
        build((who, action, channel) -> {
            asked.add(channel.local());
            if (answersLater && !channel.isFeed()) {
                CompletableFuture<Boolean> answer = new CompletableFuture<>();
                answers.add(answer);
                return answer;
            }
            return CompletableFuture.completedFuture(!channel.equals(TWO));
        });
    }

    @Test
    void showsTheMessagesOfAllItsChannelsInOneOrder() {
        build(Authorizer.everything());
        Peer bob = reader();

        publish(ONE, 1);
        publish(TWO, 2);
        publish(ONE, 3);

        assertThat(bob.hears()).containsExactly("orders:1 1 1", "orders:2 2 2", "orders:1 3 3");
    }

    @Test
    @DisplayName("what was published while a message was on its way to readers came into the feed before it")
    void keepsTheOrderOfAChannelThoughItsReadersArePartOfIt() {
        hub = builder()
                .channelDefaults(ChannelOptions.DEFAULT.with(Feature.FEED).window(16, 4_000))
                .build();
        Peer bob = reader();
        Peer ann = Peer.known(hub, lane, "ann").says("subscribe orders:1");
        ann.hears();
        // Half a window at once is written at once.
        ann.meanwhile(() -> hub.publish(ONE, message("2")));
        hub.publish(ONE, message("\"" + "1".repeat(2_500) + "\""));
        lane.run();

        assertThat(ann.hears()).extracting(line -> line.substring(0, 10)).containsExactly("orders:1 1", "orders:1 2");
        assertThat(bob.hears()).last().isEqualTo("orders:1 2 2");
    }

    @Test
    @DisplayName("what waited while a message was on its way came into the feed before it when the last reader left")
    void keepsTheOrderOfAChannelThoughItsLastReaderLeaves() {
        hub = builder()
                .channelDefaults(ChannelOptions.DEFAULT.with(Feature.FEED).window(16, 4_000))
                .build();
        Peer bob = reader();
        Peer ann = Peer.known(hub, lane, "ann").says("subscribe orders:1");
        ann.hears();
        ann.meanwhile(() -> {
            hub.publish(ONE, message("2"));
            connectionOf("ann").closed(1006);
            hub.publish(ONE, message("3"));
        });
        hub.publish(ONE, message("\"" + "1".repeat(2_500) + "\""));
        lane.run();
        publish(ONE, 4);

        assertThat(bob.hears()).endsWith("orders:1 2 2", "orders:1 3 3", "orders:1 4 4");
        assertThat(stats().subscribers()).containsOnlyKeys(ONE.feed());
    }

    @Test
    void leavesOutChannelsThatItsReaderMayNotRead() {
        Peer bob = reader();

        publish(ONE, 1);
        publish(TWO, 2);
        publish(ONE, 3);

        assertThat(bob.hears()).containsExactly("orders:1 1 1", "orders:1 3 3");
    }

    @Test
    void asksOnceAMinuteForEachChannel() {
        Peer bob = reader();
        asked.clear();

        publish(ONE, 1);
        publish(ONE, 2);
        lane.advance(Duration.ofSeconds(40));
        bob.pings("");
        lane.advance(Duration.ofSeconds(19));
        publish(ONE, 3);
        assertThat(asked).containsExactly("orders:1");

        lane.advance(Duration.ofSeconds(2));
        publish(ONE, 4);
        assertThat(asked).containsExactly("orders:1", "orders:1");
    }

    @Test
    void waitsForAnAnswerAndKeepsTheOrder() {
        Peer bob = reader();
        answersLater = true;

        publish(ONE, 1);
        publish(TWO, 2);
        assertThat(bob.hears()).isEmpty();
        assertThat(answers).hasSize(1);

        answers.remove(0).complete(true);
        lane.run();
        assertThat(bob.hears()).containsExactly("orders:1 1 1");

        answers.remove(0).complete(true);
        lane.run();
        assertThat(bob.hears()).containsExactly("orders:2 2 2");
    }

    @Test
    void endsTheConnectionWhenNobodyCanTellSoThatNothingIsMissed() {
        Peer bob = reader();
        answersLater = true;
        publish(ONE, 1);

        answers.remove(0).completeExceptionally(new IllegalStateException("away"));
        lane.run();

        assertThat(bob.closedWith()).isEqualTo(4005);
    }

    @Test
    void isResumed() {
        build(Authorizer.everything());
        publish(ONE, 1);
        publish(TWO, 2);
        Peer bob = Peer.known(hub, lane, "bob");
        bob.hears();

        bob.says("subscribe orders:* " + epochOf(ONE.feed()) + ":1");

        assertThat(bob.hears()).containsExactly("subscribed orders:* at 1 RECOVERED", "orders:2 2 2");
    }

    @Test
    void knowsTheSenderWhoDoesNotWantToHearHimself() {
        build(Authorizer.everything());
        Peer bob = reader();

        bob.says("publish! orders:1 1", "publish orders:1 2");

        assertThat(bob.hears()).containsExactly("ack 1", "ack 2", "orders:1 2 2");
    }

    @Test
    void takesARepeatedActOnce() {
        build(Authorizer.everything());
        Peer bob = reader();

        bob.says("publish orders:1 1 =k", "publish orders:2 1 =k", "publish orders:1 1 =k");

        assertThat(bob.hears()).containsExactly("ack 1", "ack 1", "ack 1", "orders:1 1 1", "orders:2 2 1");
    }

    @Test
    void isForReadingAlone() {
        build(Authorizer.everything());
        Peer bob = reader();

        assertThat(bob.says("publish orders:* 1", "history orders:*").hears())
                .containsExactly("failure PERMISSION_DENIED", "failure PERMISSION_DENIED");
    }

    @Test
    @DisplayName("CH03: is not there unless the namespace has one, and no other pattern is a name")
    void isOnlyThereWhereTheNamespaceHasOne() {
        Peer bob = Peer.known(hub, lane, "bob");
        bob.hears();

        assertThat(bob.says("subscribe chat:*").hears()).containsExactly("failure PERMISSION_DENIED");
        assertThat(bob.says("subscribe *", "subscribe **", "subscribe #", "subscribe >", "subscribe +")
                        .hears())
                .containsOnly("failure BAD_REQUEST")
                .hasSize(5);
        assertThat(bob.says("subscribe orders*", "subscribe orders:>").hears()).containsOnly("failure BAD_REQUEST");
    }

    private void build(Authorizer authorizer) {
        hub = builder()
                .authorizer(authorizer)
                .channels("orders", ChannelOptions.DEFAULT.with(Feature.FEED))
                .build();
    }

    @Test
    @DisplayName("of a namespace where only the newest counts let an entry of one channel take another's place")
    void tellsWhoIsSlowWhatHeMissedWhateverTheNamespacesPolicy() {
        hub = builder()
                .channelDefaults(ChannelOptions.DEFAULT
                        .with(Feature.FEED)
                        .window(16, 1 << 20)
                        .history(1, 1 << 20, Duration.ofMinutes(1))
                        .slowPolicy(SlowPolicy.LATEST))
                .build();
        Peer bob = reader().stopsReading().says("ping");
        bob.hears();

        for (int i = 0; i < 40; i++) {
            publish(i % 2 == 0 ? ONE : TWO, i);
        }
        for (int i = 0; i < 20; i++) {
            bob.readsAgain();
            lane.run();
        }

        assertThat(bob.hears()).anyMatch(line -> line.startsWith("gap orders:* "));
    }

    private Peer reader() {
        Peer bob = Peer.known(hub, lane, "bob").says("subscribe orders:*");
        assertThat(bob.hears()).contains("subscribed orders:* at 0 NEW");
        return bob;
    }

    private void publish(ChannelName channel, int number) {
        hub.publish(channel, Message.of(AnyPayload.of("" + number)));
        lane.run();
    }
}
