package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The state of a member")
class StateTest extends PresenceHub {

    private ManualPresenceStore store;
    private Peer watcher;
    private Peer ann;

    @BeforeEach
    void join() {
        store = new ManualPresenceStore(lane);
        hub = withPresence().presence(store).build();
        watcher = watcher();
        ann = member("ann");
        news(watcher);
    }

    @Test
    void isToldToThoseWhoWatchAndToThoseWhoAsk() {
        ann.says("update chat busy");

        assertThat(ann.hears()).containsExactly("reply {}");
        assertThat(news(watcher)).containsExactly("update chat ann busy");
        assertThat(watcher.says("presence chat").hears()).containsExactly("members chat 1 ann=busy");
    }

    @Test
    void isToldOnceHoweverOftenItIsSaid() {
        ann.says("update chat busy", "update chat busy");
        ann.says("update chat busy");

        assertThat(news(watcher)).containsExactly("update chat ann busy");
    }

    @Test
    void endsWhenTheMemberSaysSo() {
        ann.says("update chat busy").says("update chat -");

        assertThat(news(watcher)).containsExactly("update chat ann busy", "update chat ann -");
        assertThat(watcher.says("presence chat").hears()).containsExactly("members chat 1 ann");
    }

    @Test
    @DisplayName("that lives for some time is gone after it: nobody types for ever")
    void endsWithItsTime() {
        ann.says("update chat typing 3000");
        lane.advance(Duration.ofMillis(2_999));
        assertThat(news(watcher)).containsExactly("update chat ann typing");

        lane.advance(Duration.ofMillis(1));

        assertThat(news(watcher)).containsExactly("update chat ann -");
    }

    @Test
    void livesLongerWhenItIsSaidAgain() {
        ann.says("update chat typing 3000");
        lane.advance(Duration.ofSeconds(2));
        ann.says("update chat typing 3000");
        lane.advance(Duration.ofSeconds(2));

        assertThat(news(watcher)).containsExactly("update chat ann typing");

        lane.advance(Duration.ofSeconds(2));
        assertThat(news(watcher)).containsExactly("update chat ann -");
    }

    @Test
    void outlivesTheTimeOfTheOneBeforeIt() {
        ann.says("update chat typing 3000").says("update chat busy");

        lane.advance(Duration.ofSeconds(10));

        assertThat(news(watcher)).containsExactly("update chat ann typing", "update chat ann busy");
    }

    @Test
    void staysWhileItsMemberMayComeBack() {
        ann.says("update chat busy");
        String secret = secretOf("ann");
        news(watcher);

        ann.vanishes();
        resumes("ann", secret, "chat");
        lane.advance(GRACE.multipliedBy(2));

        assertThat(news(watcher)).isEmpty();
        assertThat(watcher.says("presence chat").hears()).containsExactly("members chat 1 ann=busy");
    }

    @Test
    @DisplayName("that lives for some time ends with the connection: who has vanished is not typing")
    void endsWithTheConnectionIfItHasATime() {
        ann.says("update chat typing 60000");
        news(watcher);

        ann.vanishes();

        assertThat(news(watcher)).containsExactly("update chat ann -");
    }

    @Test
    void isGoneWithTheMembership() {
        ann.says("update chat busy", "unsubscribe chat", "subscribe chat");

        assertThat(watcher.says("presence chat").hears()).endsWith("members chat 1 ann");
    }

    @Test
    @DisplayName("of many in a short time the last one is written and told, after the first")
    void isConflatedWhileTheStoreIsBusy() {
        store.calls();
        store.holds();
        for (int i = 1; i <= 100; i++) {
            ann.says("update chat " + i);
        }

        store.answers();

        assertThat(news(watcher)).containsExactly("update chat ann 1", "update chat ann 100");
        assertThat(store.calls()).isEqualTo(2);
    }

    @Test
    @DisplayName("MS21: of a channel one may not see is nobody's business")
    void isOnlyForMembers() {
        Peer mallory = peer("mallory");

        mallory.says("update chat busy");

        assertThat(mallory.hears()).containsExactly("failure PERMISSION_DENIED");
        assertThat(news(watcher)).isEmpty();
    }

    @Test
    void isBoundedInSize() {
        assertThat(ann.says("update chat " + "x".repeat(4 * 1024)).hears()).containsExactly("reply {}");
        news(watcher);

        ann.says("update chat " + "x".repeat(4 * 1024 + 1));

        assertThat(ann.hears()).containsExactly("failure MESSAGE_TOO_LARGE");
        assertThat(news(watcher)).isEmpty();
    }

    @Test
    void livesForMoreThanNoTime() {
        ann.says("update chat busy 0", "update chat busy -1");

        assertThat(ann.hears()).containsExactly("failure BAD_REQUEST", "failure BAD_REQUEST");
        assertThat(news(watcher)).isEmpty();
    }

    @Test
    void mayLiveBeyondAllMeasure() {
        ann.says("update chat busy " + Long.MAX_VALUE);
        lane.advance(Duration.ofSeconds(20));

        assertThat(ann.hears()).containsExactly("reply {}");
        assertThat(news(watcher)).containsExactly("update chat ann busy");
    }
}
