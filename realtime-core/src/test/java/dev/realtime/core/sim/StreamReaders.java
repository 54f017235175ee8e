package dev.realtime.core.sim;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.sim.Scenario.Fault;
import dev.realtime.core.sim.StreamTruth.Written;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whoever is shown that a stream has begun gets its chunks, in order, each once, over all its connections; what will
 * not come is announced; and the end comes after them.
 */
final class StreamReaders {

    private static final Set<String> GIVEN_UP = Set.of("TIMEOUT", "EXPIRED");
    private static final long SOON_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int MANY_STREAMS = 64;
    /** Of a larger summary those who come late are told only that it is not kept. */
    private static final int MAX_REMEMBERED_BYTES = 4 * 1024;

    private final Simulation run;
    private final SimWorld world;
    private final StreamTruth truth;
    // Nothing happens to what the broker keeps of a stream.
    private final boolean isKept;
    // Nor to those who write it.
    private final boolean isCalm;
    // The next chunk of each stream that is open to a reader, by the log of the chunks.
    private final Map<View, Map<ChannelName, Long>> reading = new LinkedHashMap<>();
    private final Map<View, Map<ChannelName, Long>> placedAtNanos = new LinkedHashMap<>();
    // Channels of which it was told that it misses something: a beginning, or an end.
    private final Map<View, Set<ChannelName>> gaps = new HashMap<>();

    StreamReaders(Simulation run, StreamTruth truth) {
        this.run = run;
        this.world = run.world;
        this.truth = truth;
        Set<Fault> harm = run.scenario.sharedBroker
                ? EnumSet.of(Fault.BROKER_FAILS, Fault.BROKER_AWAY, Fault.BROKER_FORGETS, Fault.CLOCK_SHIFT)
                : EnumSet.noneOf(Fault.class);
        boolean hasRoom = run.scenario.sharedBroker || !run.scenario.tightLimits;
        this.isKept = hasRoom && run.scenario.faults.stream().noneMatch(harm::contains);
        this.isCalm = isKept && !run.scenario.faults.contains(Fault.NODE_DIES);
    }

    /** The streams that are open to a subscriber of their channel. */
    List<ChannelName> open(View view) {
        List<ChannelName> open = new ArrayList<>();
        of(view).keySet().forEach(log -> {
            if (isLive(view, log.subject())) {
                open.add(log);
            }
        });
        return open;
    }

    void sent(View view, ClientFrame frame) {
        if (frame instanceof ClientFrame.Connect connect) {
            String personal =
                    ChannelName.personal(view.client.identity().user()).local();
            if (!connect.subscriptions().containsKey(personal)) {
                asks(view, personal, ClientFrame.SubscribeOptions.NONE);
            }
            connect.subscriptions().forEach((channel, options) -> asks(view, channel, options));
        } else if (frame instanceof ClientFrame.Subscribe subscribe) {
            asks(view, subscribe.channel(), subscribe.options());
        }
    }

    // What it does not name when it comes back it does not know any more.
    private void asks(View view, String name, ClientFrame.SubscribeOptions options) {
        ChannelName.parse(view.tenant(), name)
                .filter(channel -> !isLive(view, channel))
                .ifPresent(channel -> of(view).keySet()
                        .removeIf(log -> log.subject().equals(channel)
                                && !options.streams().containsKey(log.streamId())));
    }

    void received(View view, ServerFrame frame) {
        if (frame instanceof ServerFrame.Subscribed subscribed) {
            placedAtNanos
                    .computeIfAbsent(view, key -> new LinkedHashMap<>())
                    .put(subscribed.channel(), world.nowNanos());
        } else if (frame instanceof ServerFrame.Gap gap) {
            gaps.computeIfAbsent(view, key -> new HashSet<>()).add(gap.channel());
        } else if (frame instanceof ServerFrame.StreamOpen open) {
            begins(view, open);
        } else if (frame instanceof ServerFrame.StreamChunk chunk) {
            goesOn(view, chunk);
        } else if (frame instanceof ServerFrame.StreamGap gap) {
            misses(view, gap);
        } else if (frame instanceof ServerFrame.StreamEnd end) {
            ends(view, end);
        }
    }

    void closed(View view) {
        if (!run.scenario.startsWithConnect) {
            // Nobody asks for these, and so nobody can say how far he has come.
            of(view).keySet().removeIf(log -> log.subject().isPersonal());
        }
        placedAtNanos.remove(view);
    }

    private void begins(View view, ServerFrame.StreamOpen open) {
        ChannelName log = open.channel().stream(open.stream());
        demandSubscribed(view, open.channel(), open);
        if (view.isOwnWithoutEcho(open.publication().message())) {
            world.breach(view.client + " was shown its own " + log);
        }
        if (truth.stream(log).isEmpty()) {
            world.breach(view.client + " was shown " + log + ", which nobody has opened");
        }
        if (of(view).put(log, 0L) != null) {
            world.breach(view.client + " was shown twice that " + log + " began");
        }
    }

    private void goesOn(View view, ServerFrame.StreamChunk chunk) {
        ChannelName log = chunk.channel().stream(chunk.stream());
        demandSubscribed(view, chunk.channel(), chunk);
        Long next = of(view).get(log);
        if (next == null) {
            world.breach(view.client + " got a chunk of " + log + ", which is not open to it");
            return;
        }
        if (chunk.seq() != next) {
            String what = chunk.seq() < next ? " again, it was at " : " and no word of those from ";
            world.breach(view.client + " got chunk " + chunk.seq() + " of " + log + what + next);
        }
        if (truth.stream(log)
                .filter(stream -> stream.isChunk(chunk.seq(), chunk.data()))
                .isEmpty()) {
            world.breach(view.client + " got as chunk " + chunk.seq() + " of " + log + " what is another's place");
        }
        of(view).put(log, chunk.seq() + 1);
    }

    private void misses(View view, ServerFrame.StreamGap gap) {
        ChannelName log = gap.channel().stream(gap.stream());
        demandSubscribed(view, gap.channel(), gap);
        Long next = of(view).replace(log, gap.to() + 1);
        if (next == null || gap.from() != next || gap.to() < gap.from()) {
            world.breach(view.client + " is at " + next + " of " + log + " and was told an impossible " + gap);
        }
        if (isCalm) {
            world.breach(view.client + " lost chunks that are kept: " + gap);
        }
    }

    private void ends(View view, ServerFrame.StreamEnd end) {
        ChannelName log = end.channel().stream(end.stream());
        demandSubscribed(view, end.channel(), end);
        Long next = of(view).remove(log);
        boolean isPlaced = end.publication().isPlaced();
        if (next == null && isPlaced) {
            demandShown(view, log, end);
        } else if (next != null && next < end.chunks()) {
            world.breach(view.client + " was told the end of " + log + " after " + end.chunks() + " chunks at " + next);
        } else if (next != null && end.error().isEmpty() && next > end.chunks()) {
            world.breach(view.client + " got more chunks of " + log + " than the " + end.chunks() + " there are");
        }
        if (!isPlaced && isCalm && isGivenUp(view, log, end)) {
            world.breach(view.client + " was told that it gets no more of " + log + ": " + end.error());
        }
    }

    // By the server, and for no reason: the author has not said so himself, and nobody was too slow.
    private boolean isGivenUp(View view, ChannelName log, ServerFrame.StreamEnd end) {
        Map<String, String> told = end.publication().message().tags();
        Optional<Message> last = truth.stream(log).flatMap(Written::end).map(fact -> fact.publication()
                .message());
        boolean isTheEnd = last.filter(message -> message.tags().equals(told)).isPresent();
        boolean isTooLarge = last.filter(message -> message.data().size() > MAX_REMEMBERED_BYTES)
                .isPresent();
        return GIVEN_UP.contains(end.error()) && !isTheEnd && !isTooLarge && !isSkipped(view, end);
    }

    private boolean isSkipped(View view, ServerFrame.StreamEnd end) {
        ChannelName channel = end.channel();
        return run.scenario.options(channel).slowPolicy().conflates()
                || gaps.getOrDefault(view, Set.of()).contains(channel);
    }

    // Who has been there for a while when a stream ends has been told that it began.
    private void demandShown(View view, ChannelName log, ServerFrame.StreamEnd end) {
        boolean isSelective = run.labels.areTagged()
                || run.scenario.limits.maxStreamsPerConnection() < MANY_STREAMS
                || isSkipped(view, end)
                || isAuthor(view, log);
        Long sinceNanos = placedAtNanos.getOrDefault(view, Map.of()).get(end.channel());
        if (isKept && !isSelective && sinceNanos != null) {
            truth.stream(log)
                    .flatMap(Written::end)
                    .filter(fact -> fact.atNanos() - sinceNanos > SOON_NANOS)
                    .ifPresent(fact ->
                            world.breach(view.client + " was told the end of " + log + " and never that it began"));
        }
    }

    private boolean isAuthor(View view, ChannelName log) {
        return truth.stream(log)
                .filter(stream -> stream.author instanceof StreamOfClient author && author.isBy(view.client))
                .isPresent();
    }

    // A personal channel is live from the greeting on, also where no frame says so.
    private void demandSubscribed(View view, ChannelName channel, ServerFrame frame) {
        boolean implied = channel.isPersonal() && view.place(channel).isEmpty();
        if (!implied && !isLive(view, channel)) {
            world.breach(view.client + " got " + frame + " without a subscription");
        }
    }

    private static boolean isLive(View view, ChannelName channel) {
        return view.place(channel).filter(place -> place.live).isPresent();
    }

    private Map<ChannelName, Long> of(View view) {
        return reading.computeIfAbsent(view, key -> new LinkedHashMap<>());
    }
}
