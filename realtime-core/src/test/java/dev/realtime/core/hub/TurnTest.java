package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Limits;
import dev.realtime.core.frame.ServerFrame;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A message of these tests takes 8 bytes as {@code chat 1 x}, a pong takes 4. */
@DisplayName("A turn")
class TurnTest extends OneLaneHub {

    private static final ChannelName NEWS = ChannelName.of("news");

    private Peer bob;

    @Nested
    @DisplayName("given one channel with news")
    class OneChannel {

        @Test
        void writesNoMoreAtOnceThanAWriteMayHold() {
            subscribe(limits -> limits.maxWriteBytes = 16);

            appends(CHAT, 5);
            lane.run();

            assertThat(bob.writes()).containsExactly(2, 2, 1);
            assertThat(bob.hears()).containsExactly("chat 1 x", "chat 2 x", "chat 3 x", "chat 4 x", "chat 5 x");
        }

        @Test
        void writesAMessageThatIsLargerThanAWriteMayBe() {
            subscribe(limits -> limits.maxWriteBytes = 7);

            appends(CHAT, 2);
            lane.run();

            assertThat(bob.writes()).containsExactly(1, 1);
        }

        @Test
        @DisplayName("a write that was asked for while another was under way told its frames twice")
        void writesOneAtATime() {
            subscribe(limits -> {});
            Connection connection = connectionOf("bob");
            bob.meanwhile(() -> lane1().writeNow(connection));

            connection.tell(new ServerFrame.Ping(0));
            lane1().writeNow(connection);

            assertThat(bob.hears()).containsExactly("ping?");
        }

        @Test
        void writesAtMostSoManyFramesAtOnce() {
            subscribe(limits -> {});

            appends(CHAT, 1_500);
            lane.run();

            assertThat(bob.writes()).containsExactly(1_024, 476);
            assertThat(bob.hears()).hasSize(1_500).endsWith("chat 1500 x");
        }

        @Test
        void givesAConnectionItsShareAndThenTheOthersTheirs() {
            subscribe(limits -> {
                limits.maxWriteBytes = 16;
                limits.maxTurnBytes = 32;
            });
            Peer cid = Peer.known(hub, lane, "cid").says("subscribe chat");
            cid.hears();

            appends(CHAT, 6);
            lane.runOneTurn();
            assertThat(bob.hears()).endsWith("chat 4 x").hasSize(4);
            assertThat(cid.hears()).endsWith("chat 4 x").hasSize(4);
            lane.run();

            assertThat(bob.hears()).containsExactly("chat 5 x", "chat 6 x");
            assertThat(cid.hears()).containsExactly("chat 5 x", "chat 6 x");
        }

        @Test
        void offersWhatTheLinkRefusedWithTheNextNews() {
            subscribe(limits -> {});
            bob.takesAtMost(0);
            appends(CHAT, 1);
            lane.run();
            assertThat(bob.hears()).isEmpty();

            bob.takesAtMost(10);
            appends(CHAT, 1);
            lane.run();

            assertThat(bob.hears()).containsExactly("chat 1 x", "chat 2 x");
            assertThat(bob.writes()).containsExactly(0, 2);
        }

        @Test
        void losesTheConnectionWhoseLinkThrowsAndNoOther() {
            subscribe(limits -> {});
            Peer cid = Peer.known(hub, lane, "cid").says("subscribe chat");
            cid.hears();
            bob.meanwhile(() -> {
                throw new IllegalStateException("a link with a bug");
            });

            appends(CHAT, 1);
            lane.run();
            appends(CHAT, 1);
            lane.run();

            assertThat(bob.isAborted()).isTrue();
            assertThat(cid.hears()).containsExactly("chat 1 x", "chat 2 x");
            assertThat(hub.connections()).isEqualTo(1);
        }
    }

    @Nested
    @DisplayName("given replies and news")
    class RepliesAndNews {

        @Test
        void writesTheRepliesFirstAndCountsThem() {
            subscribe(limits -> limits.maxWriteBytes = 20);

            appends(CHAT, 3);
            bob.says("ping");

            assertThat(bob.writes()).containsExactly(3, 1);
            assertThat(bob.hears()).containsExactly("pong", "chat 1 x", "chat 2 x", "chat 3 x");
        }

        @Test
        void writesAtMostSoManyFramesAtOnce() {
            subscribe(limits -> {});

            appends(CHAT, 1_500);
            bob.says("ping");

            assertThat(bob.writes()).containsExactly(1_024, 477);
        }

        @Test
        void writesNoNewsWhereTheRepliesTakeAllTheRoom() {
            subscribe(limits -> limits.maxWriteBytes = 8);

            appends(CHAT, 1);
            bob.says("ping", "ping");

            assertThat(bob.writes()).containsExactly(2, 1);
            assertThat(bob.hears()).containsExactly("pong", "pong", "chat 1 x");
        }

        @Test
        void goesOnBehindWhatTheLinkTook() {
            subscribe(limits -> {});
            bob.takesAtMost(2);

            appends(CHAT, 2);
            bob.says("ping", "ping", "ping");

            assertThat(bob.hears()).containsExactly("pong", "pong", "pong", "chat 1 x", "chat 2 x");
            assertThat(bob.writes()).containsExactly(2, 2, 1);
        }

        @Test
        void offersWhatTheLinkRefusedWithTheNextNews() {
            subscribe(limits -> {});
            bob.takesAtMost(0);
            appends(CHAT, 1);
            bob.says("ping");
            assertThat(bob.writes()).containsExactly(0);

            bob.takesAtMost(10);
            appends(CHAT, 1);
            lane.run();

            assertThat(bob.hears()).containsExactly("pong", "chat 1 x", "chat 2 x");
        }
    }

    @Nested
    @DisplayName("given two channels with news")
    class TwoChannels {

        @Test
        void servesThemInTurns() {
            subscribe(limits -> limits.maxWriteBytes = 16);
            bob.says("subscribe news").hears();
            bob.writes();

            appends(CHAT, 4);
            appends(NEWS, 4);
            lane.run();

            assertThat(bob.hears())
                    .containsExactly(
                            "chat 1 x",
                            "chat 2 x",
                            "news 1 x",
                            "news 2 x",
                            "chat 3 x",
                            "chat 4 x",
                            "news 3 x",
                            "news 4 x");
        }

        @Test
        void writesThemTogetherWhereThereIsRoom() {
            subscribe(limits -> {});
            bob.says("subscribe news").hears();
            bob.writes();

            appends(CHAT, 2);
            appends(NEWS, 1);
            lane.run();

            assertThat(bob.writes()).containsExactly(3);
            assertThat(bob.hears()).containsExactly("chat 1 x", "chat 2 x", "news 1 x");
        }

        @Test
        void forgetsTheOneThatWasLeft() {
            subscribe(limits -> limits.maxWriteBytes = 16);
            bob.says("subscribe news").hears();

            appends(CHAT, 4);
            appends(NEWS, 1);
            bob.says("unsubscribe chat");

            assertThat(bob.hears()).containsExactly("unsubscribed chat", "news 1 x");
        }
    }

    private void subscribe(Consumer<Limits.Builder> changes) {
        hub = builder().limits(Limits.DEFAULT.with(changes)).build();
        bob = Peer.known(hub, lane, "bob").says("subscribe chat");
        bob.hears();
        bob.writes();
    }

    // Without a turn in between.
    private void appends(ChannelName channel, int count) {
        for (int i = 0; i < count; i++) {
            hub.publish(channel, message("x"));
        }
    }
}
