package dev.realtime.core.sim;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.sim.Scenario.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The active part of a run: one action after the other, what and when by the seed. */
final class Chaos {

    private static final int FAULT_ONE_IN = 12;

    private final Simulation run;
    private final Scenario scenario;
    private final SimChance chance;
    private final List<Fault> faults;

    Chaos(Simulation run, SimChance chance) {
        this.run = run;
        this.scenario = run.scenario;
        this.chance = chance;
        this.faults = new ArrayList<>(scenario.faults);
    }

    void start() {
        act();
    }

    private void act() {
        if (run.world.now().compareTo(scenario.chaos) >= 0) {
            return;
        }
        if (!faults.isEmpty() && chance.oneIn(FAULT_ONE_IN)) {
            inflict(faults.get((int) chance.below(faults.size())));
        } else if (!run.parts.act()) {
            work();
        }
        run.world.after(Duration.ofNanos(chance.below(scenario.maxPause.toNanos())), this::act);
    }

    private void work() {
        switch (chance.between(0, 11)) {
            case 0, 1, 2, 3 -> times(() -> publish(client()));
            case 4, 5 -> times(this::publishFromServer);
            case 6, 7 -> sendToUser();
            case 8 -> subscribe();
            case 9 -> call(client());
            case 10 -> readBack(client());
            default -> ask();
        }
    }

    private void times(Runnable action) {
        int count = chance.between(1, scenario.maxBurst);
        for (int i = 0; i < count; i++) {
            action.run();
        }
    }

    private void publish(SimClient client) {
        if (client.isReady() && scenario.keepsActs() && chance.oneIn(4)) {
            run.once.publish(client, channel(), run.message().data());
        } else if (client.isReady()) {
            boolean echo = chance.oneIn(2);
            Message message = run.message();
            client.send(new ClientFrame.Publish(
                    client.nextId(), channel(), "", message.data(), echo, message.key(), message.tags()));
        }
    }

    // Mostly one, now and then more than may be outstanding.
    private void call(SimClient client) {
        if (!client.isReady()) {
            return;
        }
        int count = chance.oneIn(8) ? chance.between(2, 50) : 1;
        for (int i = 0; i < count; i++) {
            String method = Application.METHODS.get((int) chance.below(Application.METHODS.size()));
            Payload data = Payload.jsonBytes(run.message().data().bytes());
            client.send(new ClientFrame.Call(chance.oneIn(4) ? OptionalLong.empty() : client.nextId(), method, data));
        }
    }

    private void publishFromServer() {
        List<ChannelName> channels = run.channels();
        Message message = run.message();
        if (chance.oneIn(4)) {
            message = message.from(client().client()).withoutEcho();
        }
        run.publish(any(channels), message);
    }

    private void sendToUser() {
        Message message = run.message();
        if (chance.oneIn(2)) {
            message = message.via(ChannelName.of(channel()));
        }
        run.node().hub.sendToUser(client().identity().user(), message);
    }

    private void subscribe() {
        SimClient client = client();
        String channel = any(scenario.kinds.read());
        boolean leaves = client.wanted().contains(channel);
        if (leaves && (!run.labels.areTagged() || chance.oneIn(2))) {
            client.unsubscribe(channel);
        } else {
            client.subscribe(channel, run.labels.filter());
        }
    }

    private void readBack(SimClient client) {
        if (client.isReady()) {
            String channel = chance.oneIn(8)
                    ? ChannelName.personal(client.identity().user()).local()
                    : any(scenario.kinds.read());
            Optional<StreamPosition> since = client.position(channel)
                    .filter(at -> chance.oneIn(2))
                    .map(at -> new StreamPosition(at.epoch(), Math.max(0, at.offset() - chance.between(-2, 30))));
            OptionalInt limit = chance.oneIn(2) ? OptionalInt.empty() : OptionalInt.of(chance.pick(1, 7, 10_000));
            client.send(new ClientFrame.History(client.nextId(), channel, since, limit, chance.oneIn(2)));
        }
    }

    private void ask() {
        SimClient client = client();
        if (!client.isReady()) {
            return;
        }
        switch (chance.between(0, 4)) {
            case 0 -> client.send(new ClientFrame.Ping(client.nextId()));
            case 1 -> client.send(
                    new ClientFrame.Subscribe(client.nextId(), "user:somebody", ClientFrame.SubscribeOptions.NONE));
            case 2 -> client.send(new ClientFrame.Unsubscribe(client.nextId(), "never"));
            case 3 -> client.send(new ClientFrame.Publish(
                    client.nextId(), "Not/A/Channel", "", run.message().data(), true, "", Map.of()));
            default -> client.socket().orElseThrow().ping(new byte[chance.between(0, 125)]);
        }
    }

    private void inflict(Fault fault) {
        switch (fault) {
            case CLOCK_SHIFT -> run.world.shiftWallClock(Duration.ofMinutes(chance.between(-60, 60)));
            case BROKER_FAILS -> run.sharedBroker.failsOneIn(chance.pick(0, 5, 50));
            case BROKER_AWAY -> run.sharedBroker.available(chance.oneIn(2));
            case BROKER_LOSES_NEWS -> run.sharedBroker.losesNewsOneIn(chance.pick(0, 3, 30));
            case BROKER_FORGETS -> forget();
            case NODE_DIES -> kill();
            case NODE_DRAINS -> drain();
            case NODE_PAUSES -> pause();
            case HANDLERS_HANG -> run.node().trouble(!chance.oneIn(3));
            case SLOW -> slow(client());
            case LEAVE -> leave(client());
            default -> inflict(fault, client());
        }
    }

    private void inflict(Fault fault, SimClient client) {
        Optional<SimSocket> socket = client.socket().filter(now -> client.isConnected());
        if (socket.isEmpty()) {
            return;
        }
        run.harmed.add(client);
        if (fault != Fault.CUT) {
            run.unaware.add(client);
        }
        switch (fault) {
            case CUT -> socket.get().cut();
            case VANISH -> socket.get().vanish();
            case STALL -> socket.get().stall(chance.oneIn(2));
            case MUTE -> socket.get().mute(chance.oneIn(2));
            default -> socket.get().send(chance.pick("?", "-1", "99999999").getBytes(StandardCharsets.UTF_8));
        }
    }

    private void slow(SimClient client) {
        run.harmed.add(client);
        run.unaware.add(client);
        long rate = chance.between(500, 50_000);
        client.conditions(SimConditions.GOOD.speed(chance.between(200, 20_000), rate));
        client.socket().ifPresent(socket -> socket.bytesPerSecond(rate));
    }

    private void leave(SimClient client) {
        run.harmed.add(client);
        client.leave();
        run.world.after(Duration.ofMillis(chance.between(0, 3_000)), client::connect);
    }

    private void forget() {
        ChannelName channel = any(run.channels());
        boolean itsFeed = scenario.kinds.hasFeed(channel) && chance.oneIn(2);
        run.sharedBroker.forget(itsFeed ? channel.feed() : channel);
    }

    private void kill() {
        run.harmed.addAll(run.clients);
        run.nodes.add(run.newNode());
        run.node().kill();
        ensureOneIsUp();
    }

    private void drain() {
        if (!scenario.sharedBroker) {
            return;
        }
        run.harmed.addAll(run.clients);
        run.nodes.add(run.newNode());
        run.node().drain(Duration.ofSeconds(2));
        ensureOneIsUp();
    }

    // Whoever is quiet all the time must not be taken for dead afterwards.
    private void pause() {
        if (scenario.maxMessageBytes > 200) {
            run.harmed.addAll(run.clients);
        }
        long most = 2 * scenario.limits.deadAfter().toMillis();
        run.node().edge.pause(Duration.ofMillis(chance.below(Math.min(most, 5_000))));
    }

    private void ensureOneIsUp() {
        if (run.nodes.stream().noneMatch(Node::isUp)) {
            run.nodes.add(run.newNode());
        }
    }

    private SimClient client() {
        return run.clients.get((int) chance.below(run.clients.size()));
    }

    private String channel() {
        return any(scenario.kinds.published());
    }

    private <T> T any(List<T> choices) {
        return choices.get((int) chance.below(choices.size()));
    }
}
