package dev.realtime.core.hub;

import dev.realtime.core.spi.Dialect;
import dev.realtime.core.spi.Telemetry;
import java.util.ArrayList;
import java.util.List;

/**
 * What a lane's turn did, summed up, so that a delivery costs telemetry some additions and no call.
 *
 * <p><b>Threads:</b> confined to its lane.
 */
final class Tally {

    // More than anybody configures; whoever makes dialects for each connection is told of in several pieces.
    private static final int MAX_DIALECTS = 16;

    // Of an age that nobody has told.
    private static final long NONE = -1;

    private final Telemetry telemetry;
    private final List<Line> lines = new ArrayList<>(2);
    private long beganAtNanos;
    private long entries;
    private long newsNanos = NONE;
    private long waitingNanos = NONE;

    private static final class Line {
        private final Dialect dialect;
        private long frames;
        private long bytes;

        Line(Dialect dialect) {
            this.dialect = dialect;
        }
    }

    Tally(Telemetry telemetry) {
        this.telemetry = telemetry;
    }

    /** A turn, or a look at laggards, begins. */
    void begin(long nowNanos) {
        beganAtNanos = nowNanos;
    }

    /** A link took frames. */
    void sent(Dialect dialect, int frames, long bytes) {
        Line line = line(dialect);
        line.frames += frames;
        line.bytes += bytes;
    }

    /** Some of them were entries of logs. */
    void delivered(int count) {
        entries += count;
    }

    /** What subscribers have not seen yet begins with that entry. */
    void news(Entry oldest) {
        newsNanos = Math.max(newsNanos, beganAtNanos - oldest.appendedAtNanos());
    }

    /** Some have not taken that entry, all have taken what is before it. */
    void waiting(Entry oldest) {
        waitingNanos = Math.max(waitingNanos, beganAtNanos - oldest.appendedAtNanos());
    }

    /** Tells everything since the last time. @param isTurn whether it was a turn with something to do */
    void tell(long nowNanos, boolean isTurn) {
        long tookNanos = nowNanos - beganAtNanos;
        tellSent();
        if (entries > 0) {
            telemetry.delivered(entries, newsNanos == NONE ? 0 : newsNanos + tookNanos);
        }
        if (waitingNanos != NONE) {
            telemetry.waiting(waitingNanos + tookNanos);
        }
        if (isTurn) {
            telemetry.turned(tookNanos);
        }
        entries = 0;
        newsNanos = NONE;
        waitingNanos = NONE;
    }

    private void tellSent() {
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            if (line.frames > 0) {
                telemetry.sent(line.dialect.name(), line.frames, line.bytes);
                line.frames = 0;
                line.bytes = 0;
            }
        }
    }

    private Line line(Dialect dialect) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).dialect == dialect) {
                return lines.get(i);
            }
        }
        if (lines.size() == MAX_DIALECTS) {
            tellSent();
            lines.clear();
        }
        Line line = new Line(dialect);
        lines.add(line);
        return line;
    }
}
