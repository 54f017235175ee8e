package dev.realtime.core.sim;

import dev.realtime.core.Payload;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.spi.Call;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/** Calls of one connection are handled one at a time, in the order in which they were sent, each at most once. */
final class HandlersTakeTurns implements Invariant {

    private final SimWorld world;
    // The simulated wire keeps what it carries, so a payload is its call.
    private final Map<Payload, Sent> sent = new IdentityHashMap<>();
    private final Map<View, Integer> connections = new HashMap<>();
    private final Map<String, Turn> turns = new HashMap<>();
    private long lastNumber;

    HandlersTakeTurns(SimWorld world) {
        this.world = world;
    }

    @Override
    public void sent(View view, ClientFrame frame) {
        if (frame instanceof ClientFrame.Call call) {
            String connection = view.client + " " + connections.getOrDefault(view, 0);
            sent.put(call.data(), new Sent(connection, ++lastNumber));
        }
    }

    @Override
    public void closed(View view, int code) {
        connections.merge(view, 1, Integer::sum);
    }

    /** A handler begins. */
    void begins(Call call) {
        Sent now = sent.get(call.data());
        Turn turn = turns.computeIfAbsent(now.connection, key -> new Turn());
        if (turn.number >= now.number) {
            world.breach("calls of " + now.connection + " are handled out of order or twice");
        }
        if (turn.taken) {
            world.breach("two calls of " + now.connection + " are handled at once");
        }
        turn.number = now.number;
        turn.taken = true;
    }

    /** A handler is about to say that it has ended. */
    void ends(Call call) {
        turns.get(sent.get(call.data()).connection).taken = false;
    }

    private record Sent(String connection, long number) {}

    private static final class Turn {
        private long number;
        private boolean taken;
    }
}
