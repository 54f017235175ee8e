package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.Limits;
import dev.realtime.core.Member;
import dev.realtime.core.UserId;
import dev.realtime.core.memory.MemoryPresenceStore;
import dev.realtime.core.spi.PresenceStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("A channel with more members than are named")
class LargeChannelTest extends PresenceHub {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int NAMED = 10;

    private final List<Peer> members = new ArrayList<>();

    @Override
    @BeforeEach
    void build() {
        hub = withPresence().limits(few()).build();
    }

    private static Limits few() {
        return Limits.DEFAULT.with(limits -> limits.maxAnnouncedMembers = NAMED);
    }

    @Test
    void isToldAsANumberOnceASecond() {
        Peer watcher = watcher();
        come(NAMED);
        assertThat(news(watcher)).hasSize(NAMED).allMatch(line -> line.startsWith("join"));
        lane.advance(SECOND);

        come(30);
        assertThat(news(watcher)).isEmpty();
        lane.advance(SECOND);
        assertThat(news(watcher)).containsExactly("count chat 40");
        come(3);
        lane.advance(SECOND.multipliedBy(5));

        assertThat(news(watcher)).containsExactly("count chat 43");
    }

    @Test
    void namesThemAgainWhenItIsSmallEnough() {
        Peer watcher = watcher();
        come(20);
        lane.advance(SECOND.multipliedBy(2));
        news(watcher);

        go(16);
        lane.advance(SECOND.multipliedBy(3));
        assertThat(news(watcher)).containsExactly("count chat 4");
        go(1);

        assertThat(news(watcher)).containsExactly("leave chat u3");
    }

    @Test
    void isCalmWithHalfOfThoseThatAreNamedAndAsManyChanges() {
        Peer watcher = watcher();
        come(20);
        lane.advance(SECOND.multipliedBy(2));
        go(14);
        lane.advance(SECOND.multipliedBy(3));
        news(watcher);

        go(1);
        assertThat(news(watcher)).isEmpty();
        lane.advance(SECOND);
        assertThat(news(watcher)).containsExactly("count chat 5");
        lane.advance(SECOND);
        go(1);
        assertThat(news(watcher)).containsExactly("leave chat u4");
    }

    @Test
    void isCountedAgainWhenTheStoreCouldNotCount() {
        ManualPresenceStore store = new ManualPresenceStore(lane);
        Told told = new Told();
        hub = withPresence()
                .limits(few())
                .presence(store)
                .telemetry(told.telemetry())
                .build();
        Peer watcher = watcher();
        come(20);
        news(watcher);
        store.isAway(true);
        lane.advance(SECOND.multipliedBy(2));
        assertThat(news(watcher)).isEmpty();
        assertThat(told.by("failed")).contains("failed PRESENCE_STORE");

        store.isAway(false);
        lane.advance(SECOND.multipliedBy(2));

        assertThat(news(watcher)).containsExactly("count chat 20");
    }

    @Test
    void namesNobodyForItsStateEither() {
        Peer watcher = watcher();
        come(30);
        lane.advance(SECOND);
        news(watcher);

        members.get(7).says("update chat busy");
        lane.advance(SECOND);

        assertThat(news(watcher)).isEmpty();
        assertThat(watcher.says("presence chat").hears())
                .singleElement()
                .asString()
                .contains(" u7=busy ");
    }

    @Test
    @DisplayName("CH14: 50,000 who come and go cost those who watch a number a second")
    void isCheapForThoseWhoWatch() {
        hub = withPresence().build();
        Peer watcher = watcher();

        // As if they had subscribed: this is about the members, not about their sockets.
        Presence presence = lane1().presence();
        for (int i = 0; i < 50_000; i++) {
            presence.connected(CHAT, nameless(i));
        }
        lane.advance(SECOND.multipliedBy(2));
        List<String> coming = news(watcher);
        for (int i = 0; i < 50_000; i++) {
            presence.lost(CHAT, "c_" + i);
        }
        lane.advance(GRACE.plus(SECOND.multipliedBy(3)));

        assertThat(coming).hasSizeLessThanOrEqualTo(1_000 + 2).endsWith("count chat 50000");
        assertThat(news(watcher)).hasSizeLessThanOrEqualTo(3).endsWith("count chat 0");
        assertThat(remembered()).isZero();
    }

    @Nested
    @DisplayName("whose node died")
    class WhoseNodeDied {

        @Test
        @DisplayName("is told as a number: the many who expired at once were named one by one")
        void isToldAsANumber() {
            MemoryPresenceStore store = new MemoryPresenceStore(lane);
            PresenceStore dead = store.another();
            dead.start("dead", (channel, member) -> {});
            for (int i = 0; i < 500; i++) {
                dead.join(CHAT, nameless(i));
            }
            hub = withPresence().limits(few()).presence(store).build();
            Peer watcher = watcher();
            come(1);

            lane.advance(MemoryPresenceStore.SILENCE.plus(SECOND.multipliedBy(12)));

            assertThat(news(watcher)).hasSizeLessThanOrEqualTo(1 + NAMED + 4).contains("count chat 1");
        }
    }

    private static Member nameless(int i) {
        return new Member("c_" + i, UserId.of("u" + i), Optional.empty(), Optional.empty(), 1);
    }

    private void come(int count) {
        for (int i = 0; i < count; i++) {
            members.add(member("u" + members.size()));
        }
    }

    private void go(int count) {
        for (int i = 0; i < count; i++) {
            members.remove(members.size() - 1).says("unsubscribe chat");
        }
    }
}
