package dev.realtime.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.Identity;
import dev.realtime.core.UserId;
import dev.realtime.core.frame.Batch;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.spi.Admission;
import dev.realtime.core.spi.Inbound;
import dev.realtime.core.spi.Lane;
import dev.realtime.core.spi.Link;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimSocketTest {

    private static final Identity ANN = Identity.claimed(UserId.of("ann"));
    private static final SimConditions NARROW = SimConditions.GOOD.speed(1_000, 10_000);

    private final List<String> atEngine = new ArrayList<>();
    private final List<String> atPeer = new ArrayList<>();
    private SimWorld world;
    private SimLane lane;
    private Link link;

    @Test
    void bringsMessagesBothWaysInOrder() {
        SimSocket socket = open(1, SimConditions.GOOD);
        socket.send(bytes("a"));
        socket.send(bytes("b"));
        write("x", "y");

        world.runFor(Duration.ofSeconds(1));

        assertThat(atEngine).contains("a").containsSubsequence("a", "b");
        assertThat(atPeer).containsExactly("opened", "x", "y");
    }

    @Test
    void aFullBufferKeepsTheLinkBusyUntilThePeerHasTakenSome() {
        SimSocket socket = open(1, NARROW);
        socket.stall(true);
        write("x".repeat(5_000));
        world.runFor(Duration.ofSeconds(60));
        assertThat(isBusy()).isTrue();
        assertThat(atEngine).doesNotContain("writable");

        socket.stall(false);
        world.runFor(Duration.ofSeconds(60));

        assertThat(isBusy()).isFalse();
        assertThat(atEngine).containsOnlyOnce("writable");
        assertThat(socket.unsentBytes()).isZero();
    }

    @Test
    void writingToABusyLinkIsABreach() {
        open(1, NARROW).stall(true);
        write("x".repeat(5_000));
        write("y");

        assertThat(world.breaches()).singleElement().asString().contains("busy");
    }

    @Test
    void aCutLosesWhatIsOnItsWayAndBothEndsLearnOfIt() {
        SimSocket socket = open(1, NARROW);
        write("x".repeat(5_000));
        socket.cut();

        world.runFor(Duration.ofSeconds(1));

        assertThat(atPeer).containsExactly("opened", "closed 1006");
        assertThat(atEngine).containsOnlyOnce("closed 1006");
    }

    @Test
    void aPeerThatVanishedIsNotMissedUntilTheSocketGivesUp() {
        SimSocket socket = open(1, SimConditions.GOOD);
        socket.vanish();
        world.runFor(Duration.ofMinutes(10));
        assertThat(atEngine).noneMatch(what -> what.startsWith("closed"));

        write("anybody there?");
        world.runFor(Duration.ofMinutes(20));

        assertThat(atEngine).containsOnlyOnce("closed 1006");
    }

    @Test
    void aCloseIsAnsweredWithItsNumber() {
        open(1, SimConditions.GOOD);
        onLane(() -> link.close(4001, "shutdown"));

        assertThat(atPeer).endsWith("closed 4001");
        assertThat(atEngine).endsWith("closed 4001");
    }

    @Test
    void aPeerThatDoesNotAnswerACloseIsCutInTime() {
        SimSocket socket = open(1, SimConditions.GOOD);
        socket.mute(true);
        onLane(() -> link.close(4001, "shutdown"));
        assertThat(atEngine).noneMatch(what -> what.startsWith("closed"));

        world.runFor(SimConditions.GOOD.closeTimeout());

        assertThat(atEngine).containsOnlyOnce("closed 1006");
    }

    @Test
    void pausedReadingHoldsMessagesBack() {
        SimSocket socket = open(1, SimConditions.GOOD);
        onLane(() -> link.reading(false));
        for (int i = 0; i < 20; i++) {
            socket.send(bytes("m" + i));
        }
        world.runFor(Duration.ofSeconds(1));
        assertThat(atEngine).doesNotContain("m19");

        onLane(() -> link.reading(true));

        assertThat(atEngine).containsSubsequence("m0", "m1", "m18", "m19");
    }

    @Test
    void theEndIsToldOnceWhateverHappens() {
        for (long seed = 1; seed <= 200; seed++) {
            atEngine.clear();
            atPeer.clear();
            SimSocket socket = open(seed, NARROW);
            SimChance chance = world.chance();
            for (int i = 0; i < 10; i++) {
                world.after(Duration.ofMillis(chance.between(0, 50)), () -> harm(socket, chance));
            }

            world.runFor(Duration.ofHours(1));
            onLane(link::abort);

            assertThat(atEngine)
                    .as("seed %d", seed)
                    .filteredOn(what -> what.startsWith("closed"))
                    .hasSize(1);
            assertThat(atPeer)
                    .as("seed %d", seed)
                    .filteredOn(what -> what.startsWith("closed"))
                    .hasSize(1);
            assertThat(atEngine.get(atEngine.size() - 1)).startsWith("closed");
        }
    }

    private void harm(SimSocket socket, SimChance chance) {
        switch (chance.between(0, 6)) {
            case 0 -> socket.cut();
            case 1 -> socket.vanish();
            case 2 -> socket.stall(chance.oneIn(2));
            case 3 -> socket.close(1000);
            case 4 -> lane.execute(() -> link.close(4001, "shutdown"));
            case 5 -> lane.execute(link::abort);
            default -> lane.execute(() -> {
                if (!link.isBusy()) {
                    link.write(Batch.of(EncodedFrame.text(bytes("x".repeat(700)))));
                }
            });
        }
    }

    private SimSocket open(long seed, SimConditions conditions) {
        world = new SimWorld(seed);
        List<SimLane> lanes = world.lanes(1);
        lane = lanes.get(0);
        SimEdge edge = new SimEdge(world, this::accept, lanes, new SimDialect(false));
        SimSocket socket = edge.connect(new Peer(), ANN, conditions);
        world.runFor(Duration.ofSeconds(1));
        return socket;
    }

    private Inbound accept(Lane home, Link newLink, Admission.Accepted admission) {
        link = newLink;
        return new Engine();
    }

    private void write(String... texts) {
        onLane(() -> {
            for (String text : texts) {
                link.write(Batch.of(EncodedFrame.text(bytes(text))));
            }
        });
    }

    private void onLane(Runnable task) {
        lane.execute(task);
        world.runFor(Duration.ofMillis(100));
    }

    private boolean isBusy() {
        List<Boolean> busy = new ArrayList<>();
        onLane(() -> busy.add(link.isBusy()));
        return busy.get(0);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private final class Peer implements SimPeer {
        @Override
        public void opened() {
            atPeer.add("opened");
        }

        @Override
        public void message(EncodedFrame frame) {
            atPeer.add(frame.text());
        }

        @Override
        public void closed(int code) {
            atPeer.add("closed " + code);
        }
    }

    private final class Engine implements Inbound {
        @Override
        public void text(byte[] utf8) {
            atEngine.add(new String(utf8, StandardCharsets.UTF_8));
        }

        @Override
        public void binary(byte[] bytes) {
            atEngine.add("binary");
        }

        @Override
        public void pinged(byte[] payload) {
            atEngine.add("pinged");
        }

        @Override
        public void heard() {
            atEngine.add("heard");
        }

        @Override
        public void writable() {
            atEngine.add("writable");
        }

        @Override
        public void closed(int code) {
            atEngine.add("closed " + code);
        }
    }
}
