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
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Messages to users that wait for somebody to acknowledge them. When the application's patience ends and no device of the
 * user has received a message, it is escalated. What waits is gone with the node: whoever needs more keeps a list of his
 * own and asks for receipts.
 *
 * <p><b>Threads:</b> confined to the lane that owns the users' channels.
 */
final class Escalations {

    private static final System.Logger LOG = System.getLogger(Escalations.class.getName());
    private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();

    private final LaneHub lane;
    private final Kernel kernel;
    private final Escalation escalation;
    private final int max;
    private final PriorityQueue<Waiting> waiting;
    // The same as in the queue: an act that was repeated is told of twice.
    private final Set<Place> places = new HashSet<>();
    private boolean full;

    private record Place(ChannelName channel, StreamPosition position) {}

    private record Waiting(Place place, UserId user, Publication message, long untilNanos) {}

    Escalations(LaneHub lane, Escalation escalation, int max) {
        this.lane = lane;
        this.kernel = lane.kernel();
        this.escalation = escalation;
        this.max = max;
        long start = kernel.nanos();
        this.waiting = new PriorityQueue<>(Comparator.comparingLong(entry -> entry.untilNanos() - start));
    }

    /** The broker took a message to the user whose channel this is. */
    void sent(ChannelName channel, UserId user, Message message, StreamPosition position) {
        Publication publication = new Publication(position.offset(), kernel.millis(), message);
        long patienceNanos = patienceNanos(user, publication);
        Place place = new Place(channel, position);
        if (patienceNanos <= 0 || places.contains(place)) {
            return;
        }
        if (places.size() >= max) {
            overflow();
            return;
        }
        full = false;
        add(new Waiting(place, user, publication, kernel.nanos() + patienceNanos));
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
                    "more than {0} messages wait for an acknowledgement; those beyond are not escalated",
                    max);
        }
    }

    private void add(Waiting entry) {
        places.add(entry.place());
        waiting.add(entry);
        if (waiting.size() == 1) {
            lane.connections().nextRound(this::check);
        }
    }

    private void check() {
        while (!waiting.isEmpty() && kernel.nanos() - waiting.peek().untilNanos() >= 0) {
            ask(waiting.poll());
        }
        if (!waiting.isEmpty()) {
            lane.connections().nextRound(this::check);
        }
    }

    private void ask(Waiting entry) {
        Border.ask(() -> kernel.cursors()
                        .position(Reader.anyDevice(entry.user()), entry.place().channel()))
                .whenComplete((reached, failure) -> lane.run(() -> {
                    if (failure != null) {
                        kernel.telemetry().failed(Telemetry.Adapter.CURSOR_STORE);
                        // Nobody can tell, so nobody is bothered yet.
                        add(new Waiting(entry.place(), entry.user(), entry.message(), kernel.nanos() + RETRY_NANOS));
                        return;
                    }
                    places.remove(entry.place());
                    if (!hasReached(reached, entry.place().position())) {
                        escalate(entry);
                    }
                }));
    }

    private void escalate(Waiting entry) {
        try {
            kernel.handlerExecutor().execute(() -> handle(entry));
        } catch (RuntimeException e) {
            // It has too much to do; the message is no less urgent for that.
            add(new Waiting(entry.place(), entry.user(), entry.message(), kernel.nanos() + RETRY_NANOS));
        }
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
