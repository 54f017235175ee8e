package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.memory.MemoryPresenceStore;
import dev.realtime.core.spi.Authorizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Members that come and go in any order")
class PresenceLeakTest {

    private static final String[] COMMANDS = {
        "subscribe chat",
        "subscribe+ chat",
        "unsubscribe chat",
        "watch chat",
        "unwatch chat",
        "presence chat",
        "update chat busy",
        "update chat typing 3000",
        "update chat -",
        "watch user:u1",
        "subscribe room:1"
    };

    private final ManualLane one = new ManualLane().oneOfSeveral();
    private final ManualLane two = new ManualLane().oneOfSeveral();
    private final ManualPresenceStore store = new ManualPresenceStore(new MemoryPresenceStore(one));
    private final Hub hub = Hub.builder()
            .lanes(List.of(one, two))
            .ticker(one)
            .authorizer(Authorizer.everything())
            .presence(store)
            .channelDefaults(PresenceHub.WITH_PRESENCE)
            .build();

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    @DisplayName("CH06: leave nothing behind after 10,000 steps")
    void leaveNothingBehind(long seed) {
        Random random = new Random(seed);
        List<Peer> peers = new ArrayList<>();
        for (int step = 0; step < 10_000; step++) {
            if (peers.size() < 20) {
                peers.add(Peer.known(hub, random.nextBoolean() ? one : two, "u" + random.nextInt(10)));
            }
            Peer peer = peers.get(random.nextInt(peers.size()));
            if (random.nextInt(10) == 0) {
                peers.remove(peer);
                peer.vanishes();
            } else {
                peer.says(COMMANDS[random.nextInt(COMMANDS.length)]);
            }
            disturb(random);
        }
        peers.forEach(Peer::vanishes);
        store.answers();
        store.isAway(false);
        pass(Duration.ofMinutes(2));

        for (LaneHub lane : hub.kernel().lanes()) {
            assertThat(lane.presence().isIdle()).isTrue();
            assertThat(lane.audiences()).isEmpty();
        }
        assertThat(hub.connections()).isZero();
        assertThat(store.isEmpty()).isTrue();
    }

    private void disturb(Random random) {
        switch (random.nextInt(40)) {
            case 0 -> store.holds();
            case 1, 2 -> store.answers();
            case 3 -> store.isAway(random.nextInt(4) == 0);
            case 4 -> pass(Duration.ofSeconds(random.nextInt(6)));
            case 5, 6, 7, 8 -> settle();
            default -> {}
        }
    }

    private void pass(Duration time) {
        for (long second = 0; second < time.toSeconds(); second++) {
            one.advance(Duration.ofSeconds(1));
            two.advance(Duration.ofSeconds(1));
            settle();
        }
    }

    private void settle() {
        for (int i = 0; i < 10; i++) {
            one.run();
            two.run();
        }
    }
}
