package dev.realtime.transport.jakarta;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks after the links of a lane that are writing or closing, with one timer for all of them.
 *
 * <p><b>Threads:</b> confined to its lane.
 */
final class Watch {

    /** How late a link may be given up. */
    private static final long INTERVAL_NANOS = Duration.ofMillis(250).toNanos();

    private final JakartaLane lane;
    private List<Watched> watched = new ArrayList<>();
    private boolean scheduled;

    Watch(JakartaLane lane) {
        this.lane = lane;
    }

    /** @param newcomer is not watched already */
    void add(Watched newcomer) {
        watched.add(newcomer);
        scheduleNext();
    }

    private void sweep() {
        scheduled = false;
        List<Watched> before = watched;
        // Whoever is given up may make the engine write to others, which are then added.
        watched = new ArrayList<>();
        long now = lane.nanos();
        for (Watched one : before) {
            if (one.stillWatched(now)) {
                watched.add(one);
            }
        }
        scheduleNext();
    }

    private void scheduleNext() {
        if (!scheduled && !watched.isEmpty()) {
            scheduled = true;
            lane.schedule(this::sweep, INTERVAL_NANOS);
        }
    }
}
