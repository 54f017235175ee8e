package dev.realtime.core.sim;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Identity;
import dev.realtime.core.hub.Hub;
import dev.realtime.core.hub.HubBuilder;
import dev.realtime.core.spi.Authorizer;
import dev.realtime.core.spi.Broker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/** A server of the run: a hub on its own lanes, with its door. */
final class Node {

    private static final long MAX_JUDGING_NANOS = 30_000_000;

    final Hub hub;
    final SimEdge edge;
    private final SimWorld world;
    private final SimChance chance;
    private final Broker broker;
    private final Application application;
    private boolean draining;
    private boolean healed;

    Node(
            SimWorld world,
            Scenario scenario,
            SimDialect dialect,
            Broker broker,
            Application application,
            UnaryOperator<HubBuilder> twist) {
        this.world = world;
        this.application = application;
        this.chance = world.chance();
        this.broker = broker;
        List<SimLane> lanes = world.lanes(scenario.lanes);
        Authorizer authorizer = this::allows;
        HubBuilder builder = Hub.builder()
                .lanes(lanes)
                .limits(scenario.limits)
                .authorizer(authorizer)
                .broker(broker)
                .channelDefaults(scenario.kinds.defaults())
                .ticker(world.ticker())
                .wallClock(world.wallClock())
                .randomness(world.randomness())
                .handlersOn(application.workers)
                .onCalls(hub -> application.handlers());
        scenario.kinds.byNamespace().forEach(builder::channels);
        this.hub = twist.apply(builder).build();
        this.edge = new SimEdge(world, hub, lanes, dialect);
    }

    void kill() {
        world.note("node dies");
        edge.kill();
        application.workers.stop();
        broker.close();
    }

    void drain(Duration over) {
        world.note("node drains");
        draining = true;
        hub.drain(over).thenRun(() -> world.note("node drained"));
    }

    /** From now on its authorizer answers at once, and its handlers soon. */
    void heal() {
        healed = true;
        application.trouble(false);
    }

    /** Whether its handlers take their time. */
    void trouble(boolean on) {
        application.trouble(on);
    }

    boolean isUp() {
        return !edge.isDead() && !draining;
    }

    private CompletionStage<Boolean> allows(Identity who, Authorizer.Action action, ChannelName channel) {
        boolean allowed = Scenario.mayRead(who.user().value(), channel);
        if (healed || chance.oneIn(2)) {
            return CompletableFuture.completedFuture(allowed);
        }
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        world.after(chance.below(MAX_JUDGING_NANOS), () -> answer.complete(allowed));
        return answer;
    }
}
