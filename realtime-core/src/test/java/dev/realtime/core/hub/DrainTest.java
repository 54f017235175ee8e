package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.CloseCode;
import dev.realtime.core.spi.Authorizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A drain")
class DrainTest extends OneLaneHub {

    @Test
    void endsTheSameShareAtEachOfTwentySteps() {
        connect(40);
        List<Integer> left = new ArrayList<>();

        CompletableFuture<Void> drained = drain(Duration.ofSeconds(20));
        for (int step = 0; step < 20; step++) {
            lane.run();
            left.add(hub.connections());
            assertThat(drained).isNotDone();
            lane.advance(Duration.ofSeconds(1));
        }

        assertThat(left).containsExactly(38, 36, 34, 32, 30, 28, 26, 24, 22, 20, 18, 16, 14, 12, 10, 8, 6, 4, 2, 0);
        assertThat(drained).isCompleted();
    }

    @Test
    void endsTheOddOnesFirst() {
        connect(21);

        drain(Duration.ofSeconds(20));
        lane.run();
        assertThat(hub.connections()).isEqualTo(19);
        lane.advance(Duration.ofSeconds(1));

        assertThat(hub.connections()).isEqualTo(18);
    }

    @Test
    void takesAFifthOfASecondAtLeast() {
        connect(40);

        drain(Duration.ZERO);
        lane.advance(Duration.ofMillis(185));
        assertThat(hub.connections()).isEqualTo(2);
        lane.advance(Duration.ofMillis(10));

        assertThat(hub.connections()).isZero();
    }

    @Test
    void doesNotCountThoseWhoAreLeavingAnyway() {
        List<Peer> peers = connect(20);
        peers.get(0).answersNoClose();
        connectionOf("u0").end(CloseCode.FORBIDDEN);

        drain(Duration.ofSeconds(20));
        lane.run();

        assertThat(peers.get(0).closedWith()).isEqualTo(4502);
        assertThat(peers.get(1).closedWith()).isEqualTo(4001);
    }

    @Test
    void cutsThoseWhoStillHaveNotGoneFiveSecondsLater() {
        List<Peer> peers = connect(2);
        peers.forEach(Peer::answersNoClose);

        CompletableFuture<Void> drained = drain(Duration.ofSeconds(20));
        lane.advance(Duration.ofSeconds(25));
        assertThat(peers).noneMatch(Peer::isAborted);
        assertThat(drained).isNotDone();
        lane.advance(Duration.ofSeconds(1));

        assertThat(peers).allMatch(Peer::isAborted);
        assertThat(drained).isCompleted();
        assertThat(hub.connections()).isZero();
    }

    @Test
    void isOverWhenTheLastLaneIs() {
        ManualLane one = new ManualLane();
        ManualLane two = new ManualLane();
        hub = Hub.builder()
                .lanes(List.of(one, two))
                .ticker(one)
                .authorizer(Authorizer.everything())
                .build();
        Peer.known(hub, two, "ann");

        CompletableFuture<Void> drained = drain(Duration.ofSeconds(20));
        one.advance(Duration.ofSeconds(30));
        assertThat(drained).isNotDone();
        two.advance(Duration.ofSeconds(30));

        assertThat(drained).isCompleted();
    }

    private List<Peer> connect(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Peer.known(hub, lane, "u" + i))
                .toList();
    }

    private CompletableFuture<Void> drain(Duration over) {
        return hub.drain(over).toCompletableFuture();
    }
}
