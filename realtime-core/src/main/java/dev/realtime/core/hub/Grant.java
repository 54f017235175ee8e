package dev.realtime.core.hub;

import java.time.Instant;
import java.util.Optional;

/**
 * By whose word a peer is subscribed to a channel, where it is not the authorizer's: a token for that channel, or the
 * server itself.
 *
 * @param byServer whether nothing the peer brought or lost can change it
 * @param endAtMillis wall time; {@link #NEVER} for no end
 */
record Grant(boolean byServer, long endAtMillis) {

    static final long NEVER = Long.MAX_VALUE;

    static final Grant OF_SERVER = new Grant(true, NEVER);

    static Grant until(Optional<Instant> end) {
        return new Grant(false, end.map(Deadlines::millis).orElse(NEVER));
    }

    boolean hasEnded(long nowMillis) {
        return endAtMillis <= nowMillis;
    }
}
