package dev.realtime.core.sim;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message.Kind;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.hub.HubStats;
import dev.realtime.core.sim.Scenario.Fault;
import dev.realtime.core.sim.StreamTruth.Written;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The application and clients write streams, and may forget to end them or die; readers come late, come back, or want the
 * end. In the end every stream has ended for everybody who saw it begin ({@link StreamReaders}), whoever asked for an end
 * was heard, and nothing is left.
 */
final class StreamLife implements Part {

    private static final int MAX_STREAMS = 12;
    private static final int MAX_AT_A_TIME = 4;
    private static final int MAX_CHUNKS = 4;
    private static final int MAX_WAITS = 150;
    private static final Duration STEP = Duration.ofSeconds(1);
    /** What the way of a wish to its author may take. */
    private static final Duration MAX_DELAY = Duration.ofSeconds(5);

    private final Simulation run;
    private final SimWorld world;
    private final SimChance chance;
    private final Ledger ledger;
    private final StreamTruth truth;
    private final StreamReaders readers;
    private final List<StreamAuthor> authors = new ArrayList<>();
    // What each connection wants the end of, by the request's id until it is answered.
    private final Map<View, Map<Long, ChannelName>> wishes = new HashMap<>();
    // On their way to their authors.
    private final Set<ChannelName> granted = new HashSet<>();
    private boolean ending;

    StreamLife(Simulation run, Ledger ledger) {
        this.run = run;
        this.world = run.world;
        this.chance = world.chance();
        this.ledger = ledger;
        this.truth = new StreamTruth(world, ledger, run.scenario.keepsActs());
        this.readers = new StreamReaders(run, truth);
    }

    // What happens

    @Override
    public void act() {
        List<StreamAuthor> writing = writing();
        switch (chance.between(0, 9)) {
            case 0, 1 -> open(writing.size());
            case 2, 3, 4, 5, 6 -> any(writing).ifPresent(this::write);
            case 7 -> any(writing).ifPresent(this::end);
            case 8 -> wantAnEnd();
            default -> forget();
        }
    }

    private List<StreamAuthor> writing() {
        return authors.stream().filter(StreamAuthor::isWriting).toList();
    }

    private Optional<StreamAuthor> any(List<StreamAuthor> some) {
        return some.isEmpty() ? Optional.empty() : Optional.of(some.get((int) chance.below(some.size())));
    }

    private void open(int writing) {
        if (authors.size() >= MAX_STREAMS || writing >= MAX_AT_A_TIME) {
            return;
        }
        SimClient client = run.anyView().client;
        if (chance.oneIn(3) && client.isReady()) {
            openByClient(client);
        } else {
            ChannelName channel = chance.oneIn(4)
                    ? ChannelName.personal(client.identity().user())
                    : run.channels().get((int) chance.below(run.channels().size()));
            openByServer(channel, chance.oneIn(3) ? Optional.of("q" + authors.size()) : Optional.empty());
        }
    }

    private void openByClient(SimClient client) {
        List<String> names = run.scenario.channelNames();
        String name = names.get((int) chance.below(names.size()));
        ChannelName channel = new ChannelName(client.identity().tenant(), name);
        String event = newEvent();
        begin(new StreamOfClient(world, client, channel, event, (step, at) -> taken(event, step, at)));
    }

    private StreamAuthor openByServer(ChannelName channel, Optional<String> id) {
        String event = newEvent();
        return begin(new StreamOfServer(run.node(), channel, event, id, at -> demandEnd(event, channel, at)));
    }

    private StreamAuthor begin(StreamAuthor author) {
        authors.add(author);
        truth.begins(author);
        author.begin();
        return author;
    }

    private String newEvent() {
        return "e" + authors.size();
    }

    private void write(StreamAuthor author) {
        for (int count = chance.between(1, MAX_CHUNKS); count > 0; count--) {
            author.write(run.message().data());
        }
    }

    // One in four goes away without a word.
    private void end(StreamAuthor author) {
        switch (chance.between(0, 3)) {
            case 0 -> author.end(run.message().data());
            case 1 -> author.fail("tired");
            case 2 -> author.fail("");
            default -> author.stop();
        }
    }

    private void wantAnEnd() {
        View view = run.anyView();
        List<ChannelName> open = readers.open(view);
        if (view.client.isReady() && !open.isEmpty()) {
            wantTheEnd(view, open.get((int) chance.below(open.size())));
        }
    }

    private void wantTheEnd(View view, ChannelName log) {
        OptionalLong id = view.client.nextId();
        wishes.computeIfAbsent(view, key -> new HashMap<>()).put(id.getAsLong(), log);
        view.client.send(new ClientFrame.Cancel(id, log.subject().local(), log.streamId()));
    }

    private void forget() {
        if (run.scenario.sharedBroker && run.scenario.faults.contains(Fault.BROKER_FORGETS)) {
            any(authors).ifPresent(author -> {
                ChannelName open = author.channel.openStreams();
                Optional<ChannelName> log = truth.logOf(author).filter(name -> chance.oneIn(2));
                run.sharedBroker.forget(log.orElse(open));
            });
        }
    }

    // What is seen

    @Override
    public void sent(View view, ClientFrame frame) {
        readers.sent(view, frame);
    }

    @Override
    public void received(View view, ServerFrame frame) {
        readers.received(view, frame);
        ofClient(view).forEach(author -> author.received(frame));
        if (frame instanceof ServerFrame.Reply reply) {
            answered(view, reply.id()).ifPresent(granted::add);
        } else if (frame instanceof ServerFrame.Failure failure) {
            answered(view, failure.id());
        }
    }

    @Override
    public void closed(View view, int code) {
        readers.closed(view);
        ofClient(view).forEach(StreamOfClient::closed);
        wishes.remove(view);
    }

    private Optional<ChannelName> answered(View view, OptionalLong id) {
        Map<Long, ChannelName> ofView = wishes.get(view);
        return ofView == null ? Optional.empty() : Optional.ofNullable(ofView.remove(id.orElse(-1)));
    }

    private List<StreamOfClient> ofClient(View view) {
        List<StreamOfClient> own = new ArrayList<>();
        for (StreamAuthor author : authors) {
            if (author instanceof StreamOfClient stream && stream.isBy(view.client)) {
                own.add(stream);
            }
        }
        return own;
    }

    // Of a client's stream it was told that the log has this at that place.
    private void taken(String event, int step, StreamPosition at) {
        StreamAuthor author = authors.stream()
                .filter(one -> one.event.equals(event))
                .findAny()
                .orElseThrow();
        Kind kind = step == 0 ? Kind.OPEN : step > author.sent() ? Kind.END : Kind.CHUNK;
        Optional<ChannelName> log = kind == Kind.CHUNK ? truth.logOf(author) : Optional.of(author.channel);
        demand(kind, event, log, at);
    }

    private void demandEnd(String event, ChannelName channel, StreamPosition at) {
        demand(Kind.END, event, Optional.of(channel), at);
    }

    private void demand(Kind kind, String event, Optional<ChannelName> log, StreamPosition at) {
        boolean isThere = log.flatMap(name -> ledger.fact(name, at.epoch(), at.offset()))
                .map(fact -> fact.publication().message())
                .filter(message -> message.kind() == kind && message.event().equals(event))
                .isPresent();
        if (!isThere) {
            world.breach(kind + " of " + event + " was acknowledged at " + at + ", where it is not");
        }
    }

    // In the end

    @Override
    public boolean isSettled() {
        if (!ending) {
            ending = true;
            writing().forEach(this::bringToItsEnd);
            writeOneInPeace();
        }
        return writing().isEmpty() && open().isEmpty();
    }

    private void writeOneInPeace() {
        StreamAuthor author = openByServer(
                run.channels().get((int) chance.below(run.channels().size())), Optional.empty());
        write(author);
        author.end(run.message().data());
    }

    // Somebody who reads it asks for it, if there is one.
    private void bringToItsEnd(StreamAuthor author) {
        Optional<ChannelName> log = truth.logOf(author);
        Optional<View> reader = log.flatMap(this::readerOf);
        if (reader.isEmpty() || author.isCancelled()) {
            author.end(run.message().data());
            return;
        }
        author.endWhenCancelled();
        wantTheEnd(reader.get(), log.get());
        world.after(MAX_DELAY, () -> demandHeard(author, log.get()));
    }

    private Optional<View> readerOf(ChannelName log) {
        for (View view : run.views()) {
            if (view.client.isReady() && readers.open(view).contains(log)) {
                return Optional.of(view);
            }
        }
        return Optional.empty();
    }

    private void demandHeard(StreamAuthor author, ChannelName log) {
        boolean isOpen = truth.stream(log).flatMap(Written::end).isEmpty();
        if (isOpen && author.isWriting() && granted.contains(log)) {
            world.breach(author + " never heard that a reader wants the end of it");
        }
        if (author.isWriting()) {
            author.end(run.message().data());
        }
    }

    private List<String> open() {
        List<String> open = new ArrayList<>();
        for (View view : run.views()) {
            readers.open(view).forEach(log -> open.add(view.client + " " + log));
        }
        return open;
    }

    @Override
    public void settled(Iterable<View> views) {
        // Readers give up the streams of a node that died, after its silence.
        for (int i = 0; i < MAX_WAITS && !open().isEmpty(); i++) {
            world.runFor(STEP);
        }
        open().forEach(one -> world.breach("never heard the end: " + one));
    }

    @Override
    public void left() {
        for (int i = 0; i < MAX_WAITS && streamsLeft() > 0; i++) {
            world.runFor(STEP);
        }
        if (streamsLeft() > 0) {
            world.breach("everybody left and " + streamsLeft() + " streams are still written");
        }
        run.sharedBroker.readByNodes().stream()
                .filter(channel -> channel.isStream() || channel.isOpenStreams())
                .forEach(log -> world.breach("everybody left and somebody still reads " + log));
    }

    private int streamsLeft() {
        int left = 0;
        for (Node node : run.nodes) {
            if (!node.edge.isDead()) {
                CompletableFuture<HubStats> stats = node.hub.stats().toCompletableFuture();
                world.runUntil(stats::isDone, STEP);
                left += stats.isDone() ? stats.join().streams() : 1;
            }
        }
        return left;
    }
}
