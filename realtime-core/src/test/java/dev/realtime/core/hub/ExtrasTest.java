package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.Limits;
import dev.realtime.core.spi.Authorizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("P18: The filters and states of a connection")
class ExtrasTest extends PresenceHub {

    private static final String REFUSED = "failure LIMIT_EXCEEDED";
    // Of some 600 bytes each, so that there is room for one.
    private static final String FILTER = " @market=" + texts("a");
    private static final String OTHER = " @market=" + texts("b");
    private static final String STATE = " " + "x".repeat(600);

    private final List<CompletableFuture<Boolean>> asked = new ArrayList<>();

    @Override
    HubBuilder withPresence() {
        return super.withPresence().limits(Limits.DEFAULT.with(limits -> limits.maxSubscriptionBytes = 1_000));
    }

    @Test
    @DisplayName("took megabytes: as much as one likes in each of a hundred channels")
    void haveABoundTogether() {
        Peer ann = peer("ann").says("subscribe a" + FILTER);
        ann.hears();

        assertThat(ann.says("subscribe b" + OTHER).hears()).containsExactly(REFUSED);
        assertThat(ann.says("subscribe b").hears()).containsExactly("subscribed b at 0 NEW");
        assertThat(ann.says("subscribe b" + OTHER).hears()).containsExactly(REFUSED);
    }

    @Test
    void areNobodyElses() {
        peer("ann").says("subscribe a" + FILTER);

        assertThat(peer("bob").says("subscribe a" + FILTER).hears()).containsExactly("subscribed a at 0 NEW");
    }

    @Test
    void makeRoomWhenTheSubscriptionEnds() {
        Peer ann = peer("ann").says("subscribe a" + FILTER, "unsubscribe a");
        ann.hears();

        assertThat(ann.says("subscribe b" + FILTER).hears()).containsExactly("subscribed b at 0 NEW");
    }

    @Test
    void makeRoomWhenTheyAreReplaced() {
        Peer ann = peer("ann").says("subscribe a" + FILTER);
        ann.hears();
        assertThat(ann.says("subscribe a" + OTHER).hears()).containsExactly("subscribed a at 0 NEW");

        ann.says("subscribe a");
        ann.hears();

        assertThat(ann.says("subscribe b" + FILTER).hears()).containsExactly("subscribed b at 0 NEW");
    }

    @Test
    void stayAsTheyAreWhenWhatIsToReplaceThemIsRefused() {
        Peer ann = peer("ann").says("subscribe a @market=xetra", "subscribe b" + FILTER);
        assertThat(ann.says("subscribe a" + OTHER).hears()).endsWith(REFUSED);

        ann.says("publish a 1 @market=b1", "publish a 2 @market=xetra");

        assertThat(ann.hears()).contains("a 2 2").doesNotContain("a 1 1");
    }

    @Test
    void haveTheirBoundThoughTheyAreAskedForAtOnce() {
        hub = withPresence().authorizer(asks()).build();
        Peer ann = peer("ann").says("subscribe a" + FILTER, "subscribe b" + OTHER);

        asked.forEach(answer -> answer.complete(true));
        lane.run();

        assertThat(ann.hears()).containsExactlyInAnyOrder("subscribed a at 0 NEW", REFUSED);
    }

    @Test
    void countStatesToo() {
        Peer ann = member("ann").says("subscribe b" + FILTER);
        ann.hears();

        assertThat(ann.says("update chat" + STATE).hears()).containsExactly(REFUSED);
        assertThat(ann.says("update chat busy").hears()).containsExactly("reply {}");
    }

    @Test
    void makeRoomWhenAStateIsReplacedOrEnds() {
        Peer ann = member("ann").says("update chat" + STATE, "update chat" + STATE, "update chat busy");
        assertThat(ann.hears()).doesNotContain(REFUSED);
        assertThat(ann.says("subscribe b" + FILTER, "unsubscribe b").hears()).doesNotContain(REFUSED);

        ann.says("update chat" + STATE + " 3000");
        lane.advance(Duration.ofSeconds(4));

        assertThat(ann.says("subscribe b" + FILTER).hears()).doesNotContain(REFUSED);
    }

    @Test
    @DisplayName("are refused in the user's own channel as well, which he has without")
    void areNoReasonToGoWithoutOnesOwnChannel() {
        Peer ann = Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty())
                .says("connect token-ann - user:ann@market=" + texts("a") + "," + texts("b"));

        assertThat(ann.hears()).contains("failure LIMIT_EXCEEDED unasked");
        assertThat(connectionOf("ann").subscriptions().all()).hasSize(1);
    }

    private Authorizer asks() {
        return (who, action, channel) -> {
            CompletableFuture<Boolean> answer = new CompletableFuture<>();
            asked.add(answer);
            return answer;
        };
    }

    private static String texts(String prefix) {
        return IntStream.rangeClosed(1, 8).mapToObj(i -> prefix + i).collect(Collectors.joining(","));
    }
}
