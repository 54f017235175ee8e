package dev.realtime.core.sim;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Publication;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ServerFrame;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Shows everything that clients do and get to all invariants. */
final class Watch implements SimWitness {

    private final SimWorld world;
    private final boolean resumesAtOnce;
    private final List<Invariant> invariants;
    private final Map<SimClient, View> views = new LinkedHashMap<>();

    Watch(SimWorld world, boolean resumesAtOnce, List<Invariant> invariants) {
        this.world = world;
        this.resumesAtOnce = resumesAtOnce;
        this.invariants = List.copyOf(invariants);
    }

    void over(SimClient client) {
        views.put(client, new View(world, client, resumesAtOnce));
        client.witness(this);
    }

    Iterable<View> views() {
        return views.values();
    }

    View view(SimClient client) {
        return views.get(client);
    }

    void sample() {
        invariants.forEach(Invariant::sample);
    }

    void settled() {
        invariants.forEach(invariant -> invariant.settled(views.values()));
    }

    @Override
    public void sent(SimClient client, ClientFrame frame) {
        View view = views.get(client);
        for (Invariant invariant : invariants) {
            invariant.sent(view, frame);
        }
        view.sent(frame);
    }

    @Override
    public void received(SimClient client, ServerFrame frame) {
        View view = views.get(client);
        Optional<ServerFrame.Push> entry = entryOf(frame);
        for (Invariant invariant : invariants) {
            invariant.received(view, frame);
            entry.ifPresent(push -> invariant.received(view, push));
        }
        view.received(frame);
        entry.ifPresent(view::received);
    }

    // Where a stream begins and ends in a channel are entries like all others: what holds for messages holds for them.
    private static Optional<ServerFrame.Push> entryOf(ServerFrame frame) {
        if (frame instanceof ServerFrame.StreamOpen open) {
            return entry(open.channel(), open.publication());
        } else if (frame instanceof ServerFrame.StreamEnd end) {
            return entry(end.channel(), end.publication());
        }
        return Optional.empty();
    }

    private static Optional<ServerFrame.Push> entry(ChannelName channel, Publication publication) {
        return publication.isPlaced() ? Optional.of(new ServerFrame.Push(channel, publication)) : Optional.empty();
    }

    @Override
    public void closed(SimClient client, int code) {
        View view = views.get(client);
        invariants.forEach(invariant -> invariant.closed(view, code));
        view.closed();
    }
}
