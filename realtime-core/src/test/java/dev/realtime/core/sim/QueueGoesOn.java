package dev.realtime.core.sim;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions.Feature;
import dev.realtime.core.SlowPolicy;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.UserId;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.frame.ServerFrame.NotRecovered;
import dev.realtime.core.frame.ServerFrame.Subscribed;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who comes back without a position goes on where his device said it had got to, or where any of his devices had if this
 * one is new: behind nothing that it did not acknowledge, and before nothing that it did. From there on {@link NoSilentGap}
 * and {@link NoRepeat} hold.
 */
final class QueueGoesOn implements Part {

    private static final Duration MAX_ABSENCE = Duration.ofSeconds(3);

    private final Simulation run;
    private final SimWorld world;
    private final SimChance chance;
    private final Reached reached;
    private final Ledger ledger;
    private final RecoversWhatIsKept kept;
    private final Map<View, Map<ChannelName, Known>> asked = new HashMap<>();
    private long devices;

    /**
     * What was confirmed when a client asked to go on.
     *
     * @param byDevice whether anything was of this very device, so that others do not matter
     * @param byAny whether anything was of any device of the user
     * @param epoch the channel's
     * @param least where the client goes on at least in that epoch
     */
    private record Known(boolean byDevice, boolean byAny, String epoch, long least) {}

    QueueGoesOn(Simulation run, Ledger ledger, Reached reached) {
        this.run = run;
        this.world = run.world;
        this.chance = world.chance();
        this.ledger = ledger;
        this.reached = reached;
        this.kept = new RecoversWhatIsKept(world, ledger, run.scenario::options);
    }

    // What happens

    /** A device goes and comes back, as often as not without its memory; or another one takes its place. */
    @Override
    public void act() {
        View view = run.anyView();
        SimClient client = view.client;
        run.harmed.add(client);
        client.leave();
        boolean forgets = !chance.oneIn(3);
        world.after(Duration.ofNanos(chance.below(MAX_ABSENCE.toNanos())), () -> {
            if (forgets && !client.isConnected()) {
                forget(view);
            }
            client.connect();
        });
    }

    private void forget(View view) {
        view.client.forget();
        view.forget();
        if (chance.oneIn(4)) {
            view.client.device("new" + devices++);
        }
    }

    // What is seen

    @Override
    public void sent(View view, ClientFrame frame) {
        if (frame instanceof ClientFrame.Connect connect) {
            ChannelName personal = ChannelName.personal(view.client.identity().user());
            if (!connect.subscriptions().containsKey(personal.local())) {
                asks(view, personal);
            }
            connect.subscriptions().forEach((name, options) -> asks(view, name, options.since()));
        } else if (frame instanceof ClientFrame.Subscribe subscribe) {
            asks(view, subscribe.channel(), subscribe.options().since());
        }
    }

    private void asks(View view, String name, Optional<StreamPosition> since) {
        if (since.isEmpty()) {
            ChannelName.parse(view.tenant(), name).ifPresent(channel -> asks(view, channel));
        }
    }

    private void asks(View view, ChannelName channel) {
        // Where what the link took counts as received, nobody but the server knows how much that is.
        if (run.scenario.startsWithConnect && run.scenario.options(channel).has(Feature.OFFLINE_QUEUE)) {
            of(view).putIfAbsent(channel, known(view.client, channel));
        }
    }

    private Known known(SimClient client, ChannelName channel) {
        UserId user = client.identity().user();
        String device = Reached.device(client);
        String epoch = ledger.head(channel).map(StreamPosition::epoch).orElse("");
        String reader = reached.hasSpoken(user, channel, device) ? device : Reached.ANY_DEVICE;
        boolean isSure = reached.isOfOneEpoch(user, channel, reader, epoch);
        return new Known(
                reached.isKnown(user, channel, device),
                reached.isKnown(user, channel, Reached.ANY_DEVICE),
                epoch,
                isSure ? reached.kept(user, channel, reader, epoch) : Reached.NOTHING);
    }

    @Override
    public void received(View view, ServerFrame frame) {
        if (frame instanceof Subscribed answer) {
            Known known = of(view).remove(answer.channel());
            boolean begins =
                    view.place(answer.channel()).filter(place -> place.live).isEmpty();
            if (known != null && begins) {
                demandItsPlace(view, known, answer);
            }
        }
    }

    @Override
    public void closed(View view, int code) {
        asked.remove(view);
    }

    private void demandItsPlace(View view, Known known, Subscribed answer) {
        Optional<NotRecovered> reason = answer.reason();
        boolean isNew = reason.filter(NotRecovered.NEW::equals).isPresent();
        if (isNew && (known.byDevice || known.byAny)) {
            world.breach(view.client + " is new to " + answer.channel() + ", of which it had acknowledged something");
        } else if (isNew || reason.filter(NotRecovered.EPOCH::equals).isPresent()) {
            demandTheOldest(view, answer);
        } else {
            demandNothingSkipped(view, known, answer);
        }
    }

    private void demandTheOldest(View view, Subscribed answer) {
        StreamPosition position = answer.position();
        boolean skips = position.offset() > 0
                && run.scenario.keepsItsHistory()
                && hasAll(answer.channel())
                && kept.isKept(answer.channel(), new StreamPosition(position.epoch(), position.offset() - 1));
        if (skips) {
            world.breach(view.client + " begins behind what waited for it: " + answer);
        }
    }

    private void demandNothingSkipped(View view, Known known, Subscribed answer) {
        ChannelName channel = answer.channel();
        StreamPosition position = answer.position();
        UserId user = view.client.identity().user();
        String reader = known.byDevice ? Reached.device(view.client) : Reached.ANY_DEVICE;
        long most = reached.said(user, channel, reader, position.epoch());
        if (hasAll(channel) && position.offset() > most) {
            world.breach(
                    view.client + " had got " + channel + " up to " + most + " and goes on behind more: " + answer);
        }
        if (position.epoch().equals(known.epoch) && position.offset() < known.least) {
            world.breach(view.client + " had acknowledged " + channel + " up to " + known.least
                    + " and goes on before that: " + answer);
        }
    }

    // Elsewhere only the newest counts, and who goes on begins there.
    private boolean hasAll(ChannelName channel) {
        SlowPolicy policy = run.scenario.options(channel).slowPolicy();
        return policy == SlowPolicy.DISCONNECT || policy == SlowPolicy.SKIP;
    }

    private Map<ChannelName, Known> of(View view) {
        return asked.computeIfAbsent(view, key -> new HashMap<>());
    }
}
