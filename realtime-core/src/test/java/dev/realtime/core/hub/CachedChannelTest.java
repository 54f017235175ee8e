package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelOptions;
import dev.realtime.core.ChannelOptions.Feature;
import dev.realtime.core.Message;
import dev.realtime.core.SlowPolicy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A newcomer to a channel that shows what is newest")
class CachedChannelTest extends OneLaneHub {

    private final ChannelOptions cached = ChannelOptions.DEFAULT.with(Feature.CACHED);

    @Test
    void getsTheNewestEntryAndThenWhatComes() {
        build(cached);
        publishes(3);

        Peer bob = joins("subscribe chat");
        assertThat(bob.hears()).containsExactly("subscribed chat at 2 NEW", "chat 3 3");

        hub.publish(CHAT, Message.of(AnyPayload.of("4")));
        lane.run();
        assertThat(bob.hears()).containsExactly("chat 4 4");
    }

    @Test
    void getsItAlsoWhereOthersHaveReadItAlready() {
        build(cached);
        Peer ann = Peer.known(hub, lane, "ann").says("subscribe chat");
        publishes(3);
        lane.advance(Duration.ofSeconds(5));
        ann.hears();

        assertThat(joins("subscribe chat").hears()).containsExactly("subscribed chat at 2 NEW", "chat 3 3");
        assertThat(ann.hears()).isEmpty();
    }

    @Test
    void getsNothingWhereNothingWasSaid() {
        build(cached);

        assertThat(joins("subscribe chat").hears()).containsExactly("subscribed chat at 0 NEW");
    }

    @Test
    void getsNothingWhereNothingIsKept() {
        build(cached.withoutHistory());
        publishes(3);

        assertThat(joins("subscribe chat").hears()).containsExactly("subscribed chat at 3 NEW");
    }

    @Test
    void getsTheNewestWhenItCannotGoOnWhereItLeftOff() {
        build(cached.history(2, 1 << 20, Duration.ofMinutes(1)));
        publishes(5);

        assertThat(joins("subscribe chat other:1").hears()).containsExactly("subscribed chat at 4 EPOCH", "chat 5 5");
        assertThat(joins("subscribe chat " + epochOf(CHAT) + ":1").hears())
                .containsExactly("subscribed chat at 4 EXPIRED", "chat 5 5");
    }

    @Test
    void getsEverythingWhenItGoesOnWhereItLeftOff() {
        build(cached);
        publishes(3);

        assertThat(joins("subscribe chat " + epochOf(CHAT) + ":1").hears())
                .containsExactly("subscribed chat at 1 RECOVERED", "chat 2 2", "chat 3 3");
    }

    @Test
    void getsTheNewestOfEachKeyWhereThatIsWhatCounts() {
        build(cached.slowPolicy(SlowPolicy.LATEST_PER_KEY).withoutHistory());
        for (String key : List.of("a", "b", "a", "c")) {
            hub.publish(CHAT, Message.of(AnyPayload.of("1")).key(key));
        }
        lane.run();

        Peer bob = joins("subscribe chat");
        assertThat(bob.hears()).containsExactly("subscribed chat at 1 NEW", "chat 2 1", "chat 3 1", "chat 4 1");

        hub.publish(CHAT, Message.of(AnyPayload.of("5")).key("b"));
        lane.run();
        assertThat(bob.hears()).containsExactly("chat 5 5");
    }

    @Test
    @DisplayName("a newcomer after all keys had gone was put at 0, and then told that they had passed it")
    void beginsAfterKeysThatHaveGone() {
        build(cached.slowPolicy(SlowPolicy.LATEST_PER_KEY).history(10, 1 << 20, Duration.ofSeconds(2)));
        publishes(3);
        // He is known before, since a new name is a moment to forget a log that nobody listens to.
        Peer bob = Peer.known(hub, lane, "bob");
        bob.hears();
        lane.advance(Duration.ofSeconds(3));

        bob.says("subscribe chat");
        lane.advance(Duration.ofSeconds(3));

        assertThat(bob.hears()).containsExactly("subscribed chat at 3 NEW");
    }

    @Test
    @DisplayName("who could not go on after 1, since all keys had gone, was put back to 0")
    void isNotPutBackWhereKeysHaveGone() {
        build(cached.slowPolicy(SlowPolicy.LATEST_PER_KEY).history(10, 1 << 20, Duration.ofSeconds(2)));
        publishes(3);
        lane.advance(Duration.ofSeconds(3));

        assertThat(joins("subscribe chat " + epochOf(CHAT) + ":1").hears())
                .containsExactly("subscribed chat at 3 EXPIRED");
    }

    @Test
    @DisplayName("who asked again before the newest of each key were written was told to stand at 0")
    void standsBeforeTheFirstOfThemUntilItHasIt() {
        build(cached.slowPolicy(SlowPolicy.LATEST_PER_KEY));
        for (String key : List.of("a", "b", "a")) {
            hub.publish(CHAT, Message.of(AnyPayload.of("1")).key(key));
        }
        lane.run();
        Peer bob = Peer.known(hub, lane, "bob");
        bob.stopsReading();
        bob.says("subscribe news");

        bob.says("subscribe chat").says("subscribe chat");

        assertThat(bob.readsAgain().hears())
                .contains("subscribed chat at 1 NEW")
                .doesNotContain("subscribed chat at 0 NEW");
    }

    private void build(ChannelOptions options) {
        hub = builder().channelDefaults(options).build();
    }

    private Peer joins(String line) {
        Peer bob = Peer.known(hub, lane, "bob");
        bob.hears();
        return bob.says(line);
    }
}
