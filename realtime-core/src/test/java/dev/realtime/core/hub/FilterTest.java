package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A subscriber with a filter")
class FilterTest extends OneLaneHub {

    private Peer ann;
    private Peer bob;

    @BeforeEach
    void subscribe() {
        ann = Peer.known(hub, lane, "ann").says("subscribe chat");
        bob = Peer.known(hub, lane, "bob").says("subscribe chat @market=xetra,nyse");
        ann.hears();
        bob.hears();
    }

    @Test
    void getsOnlyWhatPasses() {
        ann.says("publish chat 1 @market=xetra", "publish chat 2 @market=lse", "publish chat 3");
        ann.says("publish chat 4 @market=nyse");

        assertThat(bob.hears()).containsExactly("chat 1 1", "chat 4 4");
        assertThat(ann.hears()).contains("chat 1 1", "chat 2 2", "chat 3 3", "chat 4 4");
    }

    @Test
    void isToldHowFarItHasComeOnceAWhile() {
        ann.says("publish chat 1 @market=xetra", "publish chat 2 @market=lse");
        lane.advance(Duration.ofSeconds(3));

        assertThat(bob.hears()).containsExactly("chat 1 1", "position chat 2");
    }

    @Test
    void getsWhatItsLinkRefusedAlsoIfWhatFollowedWasNotForIt() {
        bob.takesAtMost(0);
        ann.says("publish chat 1 @market=xetra", "publish chat 2 @market=lse");

        bob.takesAtMost(9);
        ann.says("publish chat 3 @market=xetra");

        assertThat(bob.hears()).containsExactly("chat 1 1", "chat 3 3");
    }

    @Test
    void keepsItOverAResume() {
        ann.says("publish chat 1 @market=lse", "publish chat 2 @market=xetra", "publish chat 3 @market=lse");
        bob.vanishes();
        Peer back = Peer.known(hub, lane, "bob");
        back.hears();

        assertThat(back.says("subscribe chat " + epochOf(CHAT) + ":0 @market=xetra")
                        .hears())
                .containsExactly("subscribed chat at 0 RECOVERED", "chat 2 2");
    }

    @Test
    void changesItByAnotherSubscribe() {
        bob.says("subscribe chat @market=lse");
        bob.hears();

        ann.says("publish chat 1 @market=xetra", "publish chat 2 @market=lse");

        assertThat(bob.hears()).containsExactly("chat 2 2");
    }

    @Test
    void losesItByAnotherSubscribe() {
        bob.says("subscribe chat");
        bob.hears();

        ann.says("publish chat 1");

        assertThat(bob.hears()).containsExactly("chat 1 1");
    }

    @Test
    void getsWhatCameWhileHistoryHadNothingForIt() {
        PagesBroker broker = new PagesBroker().top("e", 9);
        hub = builder().broker(broker).build();
        Peer cid = Peer.known(hub, lane, "cid").says("subscribe chat e:1 @market=xetra");
        broker.tells(CHAT, "e", 10, message("10").tags(Map.of("market", "xetra")));
        broker.answers(PagesBroker.page("e", 2, 4, 10));
        lane.run();
        cid.hears();

        broker.answers(PagesBroker.page("e", 5, 9, 10));
        lane.run();

        assertThat(cid.hears()).containsExactly("chat 10 10");
    }
}
