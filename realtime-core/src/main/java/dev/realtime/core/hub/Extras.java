package dev.realtime.core.hub;

import dev.realtime.core.TagFilter;
import dev.realtime.core.spi.Telemetry;

/**
 * What a peer has with one of its subscriptions, and most do not: a filter, and the state of a member. All of a
 * connection's together have {@link dev.realtime.core.Limits#maxSubscriptionBytes}, since a peer may choose both as large
 * as it likes in each of its channels.
 *
 * <p>The sum is made when something is added, from the subscriptions that there are: nothing is counted that could be
 * forgotten to be given back, and whoever has no filter and no state pays nothing.
 *
 * <p><b>Threads:</b> confined to the connection's lane.
 */
final class Extras {

    /** Why a filter or a state is refused. */
    static final String TOO_LARGE = "the filters and states of this connection are too large together";

    // A payload, and its places in a member and in the store.
    private static final int STATE_BYTES = 64;

    private TagFilter filter = TagFilter.NONE;
    private int filterBytes;
    private int stateBytes;
    // 0 for a state that lasts.
    private long stateLastsNanos;
    private long stateSinceNanos;

    /** Whether the connection may have that filter with a new subscription. */
    static boolean mayHave(Connection connection, TagFilter filter) {
        return mayAdd(connection, filter.size());
    }

    /** Puts the filter in place of the one before it. @return false if it is too large, and the one before it stays */
    static boolean filter(Cursor cursor, TagFilter filter) {
        if (filter.isNone() && cursor.extras == null) {
            return true;
        }
        Extras extras = of(cursor);
        int bytes = filter.size();
        if (!mayAdd(cursor.connection, bytes - extras.filterBytes)) {
            return false;
        }
        extras.filter = filter;
        extras.filterBytes = bytes;
        return true;
    }

    /**
     * Counts a state in place of the one before it.
     *
     * @param bytes of its payload; 0 for no state
     * @param lastsNanos 0 for as long as the subscription
     * @return false if it is too large, and the one before it stays
     */
    static boolean state(Cursor cursor, int bytes, long lastsNanos) {
        if (bytes == 0 && cursor.extras == null) {
            return true;
        }
        Extras extras = of(cursor);
        long now = cursor.connection.kernel().nanos();
        int withOverhead = bytes == 0 ? 0 : STATE_BYTES + bytes;
        if (!mayAdd(cursor.connection, withOverhead - extras.stateBytes(now))) {
            return false;
        }
        extras.stateBytes = withOverhead;
        extras.stateLastsNanos = lastsNanos;
        extras.stateSinceNanos = now;
        return true;
    }

    boolean isFiltered() {
        return !filter.isNone();
    }

    TagFilter filter() {
        return filter;
    }

    private static Extras of(Cursor cursor) {
        cursor.extras = cursor.extras == null ? new Extras() : cursor.extras;
        return cursor.extras;
    }

    private static boolean mayAdd(Connection connection, int bytes) {
        if (bytes <= 0) {
            return true;
        }
        Kernel kernel = connection.kernel();
        long now = kernel.nanos();
        long sum = bytes;
        for (Cursor cursor : connection.subscriptions().all()) {
            sum += cursor.extras == null ? 0 : cursor.extras.filterBytes + cursor.extras.stateBytes(now);
        }
        if (sum <= kernel.limits().maxSubscriptionBytes()) {
            return true;
        }
        kernel.telemetry().limitHit(Telemetry.Limit.SUBSCRIPTION_BYTES);
        return false;
    }

    private int stateBytes(long nowNanos) {
        boolean hasEnded = stateLastsNanos > 0 && nowNanos - stateSinceNanos >= stateLastsNanos;
        return hasEnded ? 0 : stateBytes;
    }
}
