package dev.realtime.core.sim;

import dev.realtime.core.Payload;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.sim.Ledger.Fact;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one connection publishes to one channel enters the log in the order in which it was sent; but for what is tried
 * again when it failed, since that may then come late.
 */
final class OrderOfPublishers implements Invariant {

    private final SimWorld world;
    private final Ledger ledger;
    private final Map<View, Map<String, List<Payload>>> sent = new HashMap<>();

    OrderOfPublishers(SimWorld world, Ledger ledger) {
        this.world = world;
        this.ledger = ledger;
    }

    @Override
    public void sent(View view, ClientFrame frame) {
        if (frame instanceof ClientFrame.Publish publish
                && publish.idempotencyKey().isEmpty()) {
            sent.computeIfAbsent(view, key -> new HashMap<>())
                    .computeIfAbsent(publish.channel(), key -> new ArrayList<>())
                    .add(publish.data());
        }
    }

    @Override
    public void closed(View view, int code) {
        check(view);
        sent.remove(view);
    }

    @Override
    public void settled(Iterable<View> views) {
        views.forEach(this::check);
    }

    private void check(View view) {
        sent.getOrDefault(view, Map.of()).values().forEach(payloads -> {
            Fact last = null;
            for (Payload payload : payloads) {
                Fact fact = ledger.fact(payload).orElse(last);
                if (last != null && isBefore(fact, last)) {
                    world.breach(
                            view.client + " published " + NoSilentGap.name(fact) + " after " + NoSilentGap.name(last));
                }
                last = fact;
            }
        });
    }

    private static boolean isBefore(Fact fact, Fact other) {
        return fact.epoch().equals(other.epoch())
                && fact.publication().offset() < other.publication().offset();
    }
}
