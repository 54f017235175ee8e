package dev.realtime.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Identity;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.hub.Hub;
import dev.realtime.core.spi.Authorizer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** How an application tries its own code; docs/simulation.md shows the first test. */
class HandlerExampleTest {

    private final SimWorld world = new SimWorld(42);
    private final List<SimLane> lanes = world.lanes(2);
    private final Members members = new Members();
    private final Hub hub = Hub.builder()
            .lanes(lanes)
            .authorizer(members)
            .ticker(world.ticker())
            .wallClock(world.wallClock())
            .randomness(world.randomness())
            .build();
    private final SimEdge edge = new SimEdge(world, hub, lanes, new SimDialect(true));
    private final SimClient ann = new SimClient(world, "ann", edge);

    /** The application's own code: only members read the board. */
    private static final class Members implements Authorizer {
        private final Set<String> names = new HashSet<>();

        @Override
        public CompletionStage<Boolean> allows(Identity who, Action action, ChannelName channel) {
            return CompletableFuture.completedFuture(names.contains(who.user().value()));
        }
    }

    @Test
    void aMemberMissesNothingThoughTheConnectionBreaks() {
        members.names.add("ann");
        ann.subscribe("board");
        ann.connect();
        world.runFor(Duration.ofSeconds(1));

        ann.socket().orElseThrow().cut();
        hub.publish(ChannelName.of("board"), Message.of(Payload.json("\"while you were away\"")));
        world.runFor(Duration.ofSeconds(5));

        assertThat(ann.received("board")).hasSize(1);
        assertThat(world.breaches()).isEmpty();
    }

    @Test
    void aStrangerReadsNothing() {
        ann.subscribe("board");
        ann.connect();
        world.runFor(Duration.ofSeconds(1));

        hub.publish(ChannelName.of("board"), Message.of(Payload.json("\"for members\"")));
        world.runFor(Duration.ofSeconds(5));

        assertThat(ann.received("board")).isEmpty();
        assertThat(ann.wanted()).isEmpty();
    }
}
