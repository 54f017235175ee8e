package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.Publication;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.UserId;
import dev.realtime.core.spi.Escalation;
import dev.realtime.core.spi.Telemetry;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Messages to users that wait for somebody to acknowledge them. When the application's patience ends and no device of the
 * user has received a message, it is escalated. What waits is gone with the node: whoever needs more keeps a list of his
 * own and asks for receipts.
 *
 * <p>A message that was escalated is remembered as long as its act may be repeated, since its repeat looks like news here.
 *
 * <p><b>Threads:</b> confined to the lane that owns the users' channels.
 */
final class Escalations {

    private static final System.Logger LOG = System.getLogger(Escalations.class.getName());
    private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long WINDOW_NANOS = Message.IDEMPOTENCY_WINDOW.toNanos();
    // The entry's places in queue and set, and what it is made of, as measured.
    private static final int OVERHEAD_BYTES = 256;

    private final LaneHub lane;
    private final Kernel kernel;
    private final Escalation escalation;
    private final int max;
    private final long maxBytes;
    private final PriorityQueue<Waiting> waiting;
    // Those in the queue, and those the store or the executor is asked about: a repeated act is told of twice.
    private final Set<Place> places = new HashSet<>();
    private long bytes;
    // Those of acts that may still be repeated, with the time until when, which is their order.
    private final Map<Place, Long> escalated = new LinkedHashMap<>();
    private boolean full;
    private boolean roundAsked;

    private record Place(ChannelName channel, StreamPosition position) {}

    private record Waiting(Place place, UserId user, Publication message, long untilNanos) {

        Waiting until(long nanos) {
            return new Waiting(place, user, message, nanos);
        }

        int bytes() {
            return message.message().size() + OVERHEAD_BYTES;
        }
    }

    /** @param max most messages that wait, and most that are remembered. @param maxBytes the same in bytes */
    Escalations(LaneHub lane, Escalation escalation, int max, long maxBytes) {
        this.lane = lane;
        this.kernel = lane.kernel();
        this.escalation = escalation;
        this.max = max;
        this.maxBytes = maxBytes;
        long start = kernel.nanos();
        this.waiting = new PriorityQueue<>(Comparator.comparingLong(entry -> entry.untilNanos() - start));
    }

    /** The broker took a message to the user whose channel this is. */
    void sent(ChannelName channel, UserId user, Message message, StreamPosition position) {
        Publication publication = new Publication(position.offset(), kernel.millis(), message);
        long patienceNanos = patienceNanos(user, publication);
        Place place = new Place(channel, position);
        forgetOld();
        if (patienceNanos <= 0 || places.contains(place) || escalated.containsKey(place)) {
            return;
        }
        Waiting entry = new Waiting(place, user, publication, kernel.nanos() + patienceNanos);
        if (places.size() >= max || bytes + entry.bytes() > maxBytes) {
            overflow();
            return;
        }
        full = false;
        places.add(place);
        bytes += entry.bytes();
        await(entry);
    }

    private long patienceNanos(UserId user, Publication publication) {
        try {
            Duration patience = escalation.patience(user, publication);
            return patience.isNegative() ? 0 : patience.toNanos();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "an escalation failed to say how patient it is", e);
            return 0;
        }
    }

    private void overflow() {
        kernel.telemetry().limitHit(Telemetry.Limit.ESCALATIONS);
        kernel.telemetry().escalated(false);
        if (!full) {
            full = true;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} messages of {1} bytes wait for an acknowledgement; those beyond are not escalated",
                    places.size(),
                    bytes);
        }
    }

    private void await(Waiting entry) {
        waiting.add(entry);
        askForRound();
    }

    private void askForRound() {
        if (!roundAsked) {
            roundAsked = true;
            lane.connections().nextRound(this::check);
        }
    }

    private void check() {
        roundAsked = false;
        while (!waiting.isEmpty() && kernel.nanos() - waiting.peek().untilNanos() >= 0) {
            ask(waiting.poll());
        }
        if (!waiting.isEmpty()) {
            askForRound();
        }
    }

    private void ask(Waiting entry) {
        Border.ask(() -> kernel.cursors()
                        .position(Reader.anyDevice(entry.user()), entry.place().channel()))
                .whenComplete((reached, failure) -> lane.run(() -> {
                    if (failure != null) {
                        kernel.telemetry().failed(Telemetry.Adapter.CURSOR_STORE);
                        // Nobody can tell, so nobody is bothered yet.
                        await(entry.until(kernel.nanos() + RETRY_NANOS));
                    } else if (hasReached(reached, entry.place().position())) {
                        done(entry);
                    } else {
                        escalate(entry);
                    }
                }));
    }

    private void escalate(Waiting entry) {
        try {
            kernel.handlerExecutor().execute(() -> handle(entry));
        } catch (RuntimeException e) {
            // It has too much to do; the message is no less urgent for that.
            await(entry.until(kernel.nanos() + RETRY_NANOS));
            return;
        }
        done(entry);
        if (!entry.message().message().idempotencyKey().isEmpty()) {
            remember(entry.place());
        }
    }

    private void done(Waiting entry) {
        places.remove(entry.place());
        bytes -= entry.bytes();
    }

    private void remember(Place place) {
        forgetOld();
        if (escalated.size() >= max) {
            forgetFirst();
        }
        escalated.put(place, kernel.nanos() + WINDOW_NANOS);
    }

    private void forgetOld() {
        while (!escalated.isEmpty()
                && kernel.nanos() - escalated.values().iterator().next() >= 0) {
            forgetFirst();
        }
    }

    private void forgetFirst() {
        Iterator<Place> first = escalated.keySet().iterator();
        first.next();
        first.remove();
    }

    private void handle(Waiting entry) {
        boolean done = false;
        try {
            escalation.escalate(entry.user(), entry.message());
            done = true;
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "an escalation failed", e);
        } finally {
            kernel.telemetry().escalated(done);
        }
    }

    private static boolean hasReached(Optional<StreamPosition> reached, StreamPosition position) {
        return reached.filter(at -> at.epoch().equals(position.epoch()) && at.offset() >= position.offset())
                .isPresent();
    }
}
