package dev.realtime.core.hub;

import dev.realtime.core.CloseCode;
import dev.realtime.core.SlowPolicy;
import dev.realtime.core.spi.Telemetry;
import dev.realtime.core.spi.Telemetry.Limit;
import dev.realtime.core.spi.Telemetry.Skip;

/**
 * Decides about connections that read more slowly than their channels are written. What a connection may leave unread is
 * bounded in bytes, over all its channels, and in age; beyond, the policy of the channel that lags most decides.
 *
 * <p>A cursor that catches up from history is never judged: it pulls at its own pace and holds nothing back. Nor is one of
 * a channel where only the newest counts: it leaves the rest out when it can be written to again.
 *
 * <p><b>Threads:</b> stateless; called on the connection's lane.
 */
final class SlowConsumer {

    private SlowConsumer() {}

    /** Acts until the connection as a whole is no further behind than it may be. */
    static void checkLag(Connection connection) {
        long maxLagBytes = connection.kernel().limits().maxLagBytes();
        while (!connection.isOver()) {
            long lagBytes = 0;
            long worstBytes = 0;
            Cursor worst = null;
            for (Cursor cursor = connection.ready().first(); cursor != null; cursor = cursor.nextReady) {
                if (cursor.isOvertaken() && !cursor.audience.conflates()) {
                    overtaken(cursor);
                }
                long bytes = cursor.lagBytes();
                lagBytes += bytes;
                if (bytes > worstBytes) {
                    worstBytes = bytes;
                    worst = cursor;
                }
            }
            if (worst == null || !connection.kernel().rules().isTooFarBehind(lagBytes, maxLagBytes)) {
                return;
            }
            letGo(worst, worst.audience.log().head() + 1, Limit.LAG_BYTES);
        }
    }

    /** Acts on channels of which the connection has left something unread for too long. */
    static void checkAge(Connection connection, long nowNanos) {
        long maxAgeNanos = connection.kernel().limits().maxLagAge().toNanos();
        for (Cursor cursor = connection.ready().first();
                cursor != null && !connection.isOver();
                cursor = cursor.nextReady) {
            if (cursor.waitsLongerThan(maxAgeNanos, nowNanos)) {
                letGo(cursor, cursor.audience.log().head() + 1, Limit.LAG_AGE);
            }
        }
    }

    /** Acts on a cursor that needs entries which have left the window. */
    static void overtaken(Cursor cursor) {
        if (cursor.audience.conflates()) {
            conflate(cursor);
        } else if (cursor.isUnread()) {
            Recovery.leaveWindow(cursor);
        } else {
            letGo(cursor, cursor.audience.log().tail(), Limit.WINDOW);
        }
    }

    /** Lets a cursor go on with what is newest. */
    static void conflate(Cursor cursor) {
        cursor.conflated();
        Telemetry telemetry = cursor.connection.kernel().telemetry();
        ChannelLog log = cursor.audience.log();
        if (cursor.audience.slowPolicy() == SlowPolicy.LATEST_PER_KEY) {
            telemetry.skipped(Skip.LATEST_PER_KEY, log.head() + 1 - cursor.next);
            Recovery.leaveWindow(cursor);
        } else {
            long newest = cursor.connection.kernel().rules().newest(log.head(), log.tail());
            telemetry.skipped(Skip.LATEST, newest - cursor.next);
            cursor.moveTo(newest, false);
            cursor.connection.subscriptions().passedOver(cursor);
        }
    }

    private static void letGo(Cursor cursor, long target, Limit limit) {
        Kernel kernel = cursor.connection.kernel();
        kernel.telemetry().limitHit(limit);
        if (cursor.audience.slowPolicy() == SlowPolicy.SKIP) {
            kernel.telemetry().skipped(Skip.SLOW, target - cursor.next);
            cursor.skipTo(target, kernel.rules().gapFrom(cursor.next));
        } else {
            cursor.connection.end(CloseCode.SLOW_CONSUMER);
        }
    }
}
