package dev.realtime.core.sim;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.Payload;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ServerFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * P4: whoever repeats a publish until it is acknowledged, and now and then once more, gets through, has published once
 * (the {@link Ledger} notices a second time), and is always told the same place.
 */
final class PublishesOnce implements Invariant {

    private static final Set<ErrorCode> FINAL = EnumSet.of(ErrorCode.PERMISSION_DENIED, ErrorCode.MESSAGE_TOO_LARGE);
    private static final int MAX_PAUSE_MILLIS = 2_000;

    private final SimWorld world;
    private final SimChance chance;
    private final List<Act> acts = new ArrayList<>();
    // What each connection was asked, by id.
    private final Map<SimClient, Map<Long, Act>> asked = new LinkedHashMap<>();
    private boolean over;

    PublishesOnce(SimWorld world) {
        this.world = world;
        this.chance = world.chance();
    }

    /** A client begins to publish, and will not give up. */
    void publish(SimClient client, String channel, Payload data) {
        Act act = new Act(client, channel, data, "act-" + acts.size());
        acts.add(act);
        attempt(act);
    }

    /** Whether every client got through with everything. */
    boolean isDone() {
        return acts.stream().allMatch(Act::isDone);
    }

    @Override
    public void received(View view, ServerFrame frame) {
        if (frame instanceof ServerFrame.Ack ack) {
            answered(view, ack.id()).ifPresent(act -> acked(act, ack.position()));
        } else if (frame instanceof ServerFrame.Failure failure) {
            answered(view, failure.id()).ifPresent(act -> refused(act, failure));
        }
    }

    @Override
    public void closed(View view, int code) {
        Map<Long, Act> unanswered = asked.remove(view.client);
        if (unanswered != null) {
            unanswered.values().forEach(this::tryLater);
        }
    }

    @Override
    public void settled(Iterable<View> views) {
        over = true;
        acts.stream()
                .filter(act -> !act.isDone())
                .findFirst()
                .ifPresent(act -> world.breach(act + " never got through"));
    }

    private void attempt(Act act) {
        if (over) {
            return;
        }
        if (!act.client.isReady()) {
            tryLater(act);
            return;
        }
        OptionalLong id = act.client.nextId();
        asked.computeIfAbsent(act.client, client -> new LinkedHashMap<>()).put(id.getAsLong(), act);
        act.client.send(new ClientFrame.Publish(id, act.channel, "", act.data, true, "", Map.of(), act.key));
    }

    private void tryLater(Act act) {
        world.after(Duration.ofMillis(chance.between(0, MAX_PAUSE_MILLIS)), () -> attempt(act));
    }

    private Optional<Act> answered(View view, OptionalLong id) {
        Map<Long, Act> ofClient = asked.get(view.client);
        return ofClient == null || id.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(ofClient.remove(id.getAsLong()));
    }

    private void acked(Act act, StreamPosition position) {
        if (act.at != null && !act.at.equals(position)) {
            world.breach(act + " is at " + act.at + " and at " + position);
        }
        act.at = position;
        if (chance.oneIn(4)) {
            tryLater(act);
        }
    }

    private void refused(Act act, ServerFrame.Failure failure) {
        if (failure.code() == ErrorCode.CONFLICT) {
            world.breach(act + " contradicts itself");
        }
        if (FINAL.contains(failure.code())) {
            act.refused = true;
        } else {
            tryLater(act);
        }
    }

    private static final class Act {

        private final SimClient client;
        private final String channel;
        private final Payload data;
        private final String key;
        // Null until it is acknowledged.
        private StreamPosition at;
        private boolean refused;

        Act(SimClient client, String channel, Payload data, String key) {
            this.client = client;
            this.channel = channel;
            this.data = data;
            this.key = key;
        }

        boolean isDone() {
            return at != null || refused;
        }

        @Override
        public String toString() {
            return key + " of " + client + " in " + channel;
        }
    }
}
