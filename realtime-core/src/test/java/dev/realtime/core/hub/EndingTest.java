package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.CloseCode;
import dev.realtime.core.frame.ServerFrame;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A connection that ends")
class EndingTest extends OneLaneHub {

    private Peer bob;

    @BeforeEach
    void subscribe() {
        bob = Peer.known(hub, lane, "bob").says("subscribe chat");
    }

    @Test
    void leavesItsChannelsAtOnceWhenItIsCut() {
        connectionOf("bob").abort();

        assertThat(stats().subscribers()).isEmpty();
        assertThat(lane1().audiences()).isEmpty();
    }

    @Test
    void leavesItsChannelsAtOnceWhenItIsSentAway() {
        connectionOf("bob").end(CloseCode.FORBIDDEN);

        assertThat(stats().subscribers()).isEmpty();
        assertThat(lane1().audiences()).isEmpty();
    }

    @Test
    void takesItsWaitingCommandsWithIt() {
        CompletableFuture<Boolean> verdict = new CompletableFuture<>();
        hub = builder().authorizer((who, action, channel) -> verdict).build();
        Peer ann = Peer.known(hub, lane, "ann").says("subscribe chat", "publish chat 1");

        ann.vanishes();
        verdict.complete(true);
        lane.run();

        assertThat(hub.publish(CHAT, message("2")).toCompletableFuture().join().offset())
                .isEqualTo(1);
    }

    @Test
    void isToldWhatItIsOwedAndThenWhyItHasToGo() {
        bob.hears();
        bob.writes();
        String[] mistakes = new String[10];
        Arrays.fill(mistakes, "nonsense");

        bob.says("ping").says(mistakes);

        assertThat(bob.hears())
                .hasSize(12)
                .startsWith("pong", "failure BAD_REQUEST")
                .endsWith("failure BAD_REQUEST", "goodbye BAD_REQUEST");
        assertThat(bob.writes()).containsExactly(1, 11);
        assertThat(bob.closedWith()).isEqualTo(4503);
    }

    @Test
    void isToldNothingWhileAWriteIsUnderWay() {
        bob.stopsReading().says("ping").hears();

        connectionOf("bob").end(CloseCode.FORBIDDEN);

        assertThat(bob.hears()).isEmpty();
        assertThat(bob.closedWith()).isEqualTo(4502);
    }

    @ParameterizedTest
    @EnumSource
    void isAskedToWaitBeforeItComesBackWhereManyHaveToGo(CloseCode code) {
        NotedDialect dialect = new NotedDialect();
        Peer.connect(hub, lane, dialect, Peer.user("ann"));

        connectionOf("ann").end(code);

        boolean many = code == CloseCode.SHUTDOWN || code == CloseCode.OVERLOADED;
        assertThat(dialect.frames())
                .endsWith(new ServerFrame.Goodbye(code, many ? Duration.ofSeconds(8) : Duration.ZERO));
    }

    @Test
    void isOverOnce() {
        Connection connection = connectionOf("bob");
        bob.vanishes();

        connection.closed(1006);
        connection.abort();

        assertThat(hub.connections()).isZero();
        assertThat(stats().users()).isEmpty();
    }

    @Test
    void isNamedInLogsByNothingOfThePeersOwnMaking() {
        Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty());
        Connection[] connections = lane1().connections().toArray();

        assertThat(connections[0]).hasToString("connection " + connections[0].client() + " over line");
        assertThat(connections[0].client()).startsWith("c_");
        assertThat(connections[1]).hasToString("connection (opening) over line");
    }
}
