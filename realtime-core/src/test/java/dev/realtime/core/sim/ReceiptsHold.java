package dev.realtime.core.sim;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions.Feature;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Message;
import dev.realtime.core.Message.Kind;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.UserId;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ClientFrame.Acknowledge;
import dev.realtime.core.frame.ClientFrame.Acknowledge.Level;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.hub.HubBuilder;
import dev.realtime.core.sim.Ledger.Fact;
import dev.realtime.core.sim.Scenario.Fault;
import dev.realtime.core.sim.View.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/**
 * What was received and read stays so, on whichever node it is said and asked for: no cursor goes back, and what is unread
 * is what the log holds beyond it.
 */
final class ReceiptsHold implements Part {

    private static final Duration MAX_ANSWER = Duration.ofSeconds(2);
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private final Simulation run;
    private final SimWorld world;
    private final SimChance chance;
    private final Ledger ledger;
    private final Reached reached;
    private final SimCursors store;
    private final boolean troubled;
    // What was last published of each user's reading, for those who watch the channel.
    private final Map<ChannelName, Map<String, StreamPosition>> published = new HashMap<>();
    private final Map<View, Map<Long, Said>> waiting = new HashMap<>();
    private final List<Listener> listeners = new ArrayList<>();
    private boolean allSpoke;

    /** Hears of every receipt that was confirmed. */
    interface Listener {
        void confirmed(UserId user, ChannelName channel, StreamPosition position);
    }

    private record Reading(UserId user, ChannelName channel, String epoch) {}

    /**
     * @param at what the client had got when it said so
     * @param read what its user had read already, as far as that was confirmed
     */
    private record Said(Acknowledge receipt, ChannelName channel, long at, long read) {
        StreamPosition position() {
            return new StreamPosition(receipt.epoch(), receipt.offset());
        }
    }

    ReceiptsHold(Simulation run, Ledger ledger, Reached reached) {
        this.run = run;
        this.world = run.world;
        this.chance = world.chance();
        this.ledger = ledger;
        this.reached = reached;
        this.store = new SimCursors(world);
        this.troubled = chance.oneIn(3);
        store.maxDelayNanos(chance.pick(100_000, 2_000_000, 20_000_000));
        ledger.reader(this::appended);
    }

    private void appended(Fact fact) {
        Message message = fact.publication().message();
        if (message.kind() == Kind.READ) {
            Map<String, String> tags = message.tags();
            StreamPosition position = new StreamPosition(tags.get("epoch"), Long.parseLong(tags.get("offset")));
            published
                    .computeIfAbsent(fact.channel().subject(), channel -> new HashMap<>())
                    .put(tags.get("user"), position);
        }
    }

    void listener(Listener listener) {
        listeners.add(listener);
    }

    @Override
    public HubBuilder equip(HubBuilder node) {
        return node.cursors(store.node());
    }

    @Override
    public void begin() {
        for (int i = 0; i < run.clients.size(); i++) {
            run.clients.get(i).device(chance.oneIn(4) ? "" : "d" + i);
        }
    }

    // What happens

    @Override
    public void act() {
        if (troubled && chance.oneIn(6)) {
            store.failsOneIn(chance.pick(0, 3, 20));
            store.available(chance.oneIn(2));
            return;
        }
        View view = run.anyView();
        if (view.client.isReady()) {
            placesOf(view).stream().filter(place -> chance.oneIn(2)).forEach(place -> say(view, place));
        }
    }

    private void say(View view, Place place) {
        long offset = chance.oneIn(3) ? chance.below(place.at + 1) : place.at;
        OptionalLong id = chance.oneIn(4) ? OptionalLong.empty() : view.client.nextId();
        say(view, place, id, chance.oneIn(2) ? Level.READ : Level.DELIVERED, offset);
    }

    @Override
    public void heal() {
        store.failsOneIn(0);
        store.available(true);
    }

    private static void say(View view, Place place, OptionalLong id, Level level, long offset) {
        view.client.send(new Acknowledge(id, level, place.channel.local(), place.epoch, offset));
    }

    private List<Place> placesOf(View view) {
        List<Place> live = new ArrayList<>();
        for (Place place : view.places()) {
            if (place.live && run.scenario.options(place.channel).has(Feature.RECEIPTS)) {
                live.add(place);
            }
        }
        return live;
    }

    // What is seen

    @Override
    public void sent(View view, ClientFrame frame) {
        if (!(frame instanceof Acknowledge receipt)) {
            return;
        }
        UserId user = view.client.identity().user();
        ChannelName channel = new ChannelName(view.tenant(), receipt.channel());
        long at = view.place(channel).map(place -> place.at).orElse(0L);
        Said said = new Said(receipt, channel, at, reached.kept(user, channel, Reached.EYES, receipt.epoch()));
        for (String reader : Reached.readers(view.client, receipt.level())) {
            reached.said(user, channel, reader, said.position());
        }
        receipt.id().ifPresent(id -> of(view).put(id, said));
    }

    @Override
    public void received(View view, ServerFrame frame) {
        if (frame instanceof ServerFrame.Acknowledged answer) {
            confirmed(view, of(view).remove(answer.id().orElseThrow()), answer.unread());
        } else if (frame instanceof ServerFrame.Failure failure) {
            Said said = of(view).remove(failure.id().orElse(-1));
            if (said != null) {
                refused(view, said, failure.code());
            }
        } else if (frame instanceof ServerFrame.Read read) {
            demandSaid(view, read);
        }
    }

    @Override
    public void closed(View view, int code) {
        waiting.remove(view);
    }

    private void confirmed(View view, Said said, long unread) {
        UserId user = view.client.identity().user();
        for (String reader : Reached.readers(view.client, said.receipt.level())) {
            reached.kept(user, said.channel, reader, said.position());
        }
        demandUnread(view, said, unread);
        listeners.forEach(listener -> listener.confirmed(user, said.channel, said.position()));
    }

    private void refused(View view, Said said, ErrorCode code) {
        boolean isWrong = code == ErrorCode.BAD_REQUEST || code == ErrorCode.NOT_AVAILABLE && !troubled;
        if (isWrong) {
            world.breach(view.client + " said " + said.receipt + ", had got " + said.at + ", and was told " + code);
        }
    }

    // The node counts up to the end of its window, which has at least what the client had got.
    private void demandUnread(View view, Said said, long unread) {
        UserId user = view.client.identity().user();
        String epoch = said.receipt.epoch();
        StreamPosition head = ledger.head(said.channel).orElse(new StreamPosition(epoch, 0));
        if (!head.epoch().equals(epoch) || !reached.isOfOneEpoch(user, said.channel, Reached.EYES, epoch)) {
            return;
        }
        boolean hasRead = said.receipt.level() == Level.READ;
        long read = Math.max(Math.max(0, said.read), hasRead ? said.receipt.offset() : 0);
        long mayHaveRead = Math.max(0, reached.said(user, said.channel, Reached.EYES, epoch));
        if (unread > head.offset() - read || unread < said.at - mayHaveRead) {
            world.breach(view.client + " was told of " + unread + " unread after " + said.receipt + ", when " + read
                    + " to " + mayHaveRead + " of " + said.at + " to " + head.offset() + " were read");
        }
    }

    private void demandSaid(View view, ServerFrame.Read told) {
        UserId user = new UserId(told.channel().tenant(), told.user());
        StreamPosition position = told.position();
        if (reached.said(user, told.channel(), Reached.EYES, position.epoch()) < position.offset()) {
            world.breach(view.client + " was told " + told + ", which nobody had said");
        }
    }

    private Map<Long, Said> of(View view) {
        return waiting.computeIfAbsent(view, key -> new LinkedHashMap<>());
    }

    // In the end

    @Override
    public boolean isSettled() {
        if (!allSpoke) {
            // All devices of a user at once, so that what they say overtakes each other.
            allSpoke = true;
            run.views().forEach(view -> placesOf(view)
                    .forEach(place -> say(view, place, view.client.nextId(), Level.READ, chance.below(place.at + 1))));
            return false;
        }
        boolean all = true;
        for (View view : run.views()) {
            for (Place place : placesOf(view)) {
                all &= hasSaidAll(view, place);
            }
        }
        return all;
    }

    // What may be known or not is said once more, until it is known.
    private boolean hasSaidAll(View view, Place place) {
        UserId user = view.client.identity().user();
        long said = reached.said(user, place.channel, Reached.EYES, place.epoch);
        if (said == reached.kept(user, place.channel, Reached.EYES, place.epoch)) {
            return true;
        }
        boolean isSaying = of(view).values().stream()
                .anyMatch(one -> one.channel.equals(place.channel) && one.receipt.level() == Level.READ);
        if (!isSaying && said <= place.at) {
            say(view, place, view.client.nextId(), Level.READ, said);
        }
        return false;
    }

    @Override
    public void settled(Iterable<View> views) {
        Map<Reading, CompletionStage<Long>> asked = new LinkedHashMap<>();
        for (View view : views) {
            for (Place place : placesOf(view)) {
                UserId user = view.client.identity().user();
                asked.computeIfAbsent(
                        new Reading(user, place.channel, place.epoch),
                        key -> run.node().hub.unread(user, place.channel));
            }
        }
        world.runUntil(() -> asked.values().stream().allMatch(ReceiptsHold::isDone), MAX_ANSWER);
        asked.forEach(this::demandExactly);
    }

    private void demandExactly(Reading reading, CompletionStage<Long> answer) {
        StreamPosition head = ledger.head(reading.channel).orElse(new StreamPosition(reading.epoch, 0));
        if (!reached.isOfOneEpoch(reading.user, reading.channel, Reached.EYES, head.epoch())) {
            return;
        }
        long said = reached.said(reading.user, reading.channel, Reached.EYES, head.epoch());
        long read = Math.max(0, said);
        if (said != Reached.NOTHING && isShared(reading.channel)) {
            demandShared(reading, new StreamPosition(head.epoch(), said));
        }
        if (!isDone(answer)) {
            world.breach("nobody says how much of " + reading.channel + " is unread to " + reading.user);
        } else if (answer.toCompletableFuture().join() != head.offset() - read) {
            world.breach(reading.user + " has " + answer.toCompletableFuture().join() + " unread in " + reading.channel
                    + ", having read " + read + " of " + head.offset());
        }
    }

    // Nothing is told again that a store, a broker or a node that ended kept for itself.
    private boolean isShared(ChannelName channel) {
        boolean isTold = !troubled
                && !run.scenario.tightLimits
                && run.scenario.faults.stream()
                        .noneMatch(EnumSet.of(Fault.BROKER_FAILS, Fault.BROKER_AWAY, Fault.NODE_DIES)::contains);
        return isTold && !channel.isFeed() && run.scenario.options(channel).has(Feature.SHARED_RECEIPTS);
    }

    private void demandShared(Reading reading, StreamPosition read) {
        StreamPosition told = published.getOrDefault(reading.channel, Map.of()).get(reading.user.value());
        if (!read.equals(told)) {
            world.breach(reading.user + " has read " + reading.channel + " up to " + read
                    + ", and what was told last is " + told);
        }
    }

    private static boolean isDone(CompletionStage<Long> answer) {
        return answer.toCompletableFuture().isDone()
                && !answer.toCompletableFuture().isCompletedExceptionally();
    }

    @Override
    public void left() {
        long before = store.requests();
        world.runFor(SILENCE);
        if (store.requests() != before) {
            world.breach("everybody left and the store of cursors is still asked");
        }
    }
}
