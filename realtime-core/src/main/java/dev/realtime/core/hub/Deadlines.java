package dev.realtime.core.hub;

import dev.realtime.core.CloseCode;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Identity;
import dev.realtime.core.frame.ServerFrame;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * What of a connection ends by the clock: its token, and its subscriptions that were granted for a time. Some time before
 * the token's end the peer is told to bring a fresh one; a grace after it the connection goes. A grant has no grace: who
 * brings a fresh one afterwards resumes.
 *
 * <p>Tokens are dated in wall time, so wall time decides. It may jump: a connection is looked at for its heartbeat's sake
 * in any case, and then sees what the clock says.
 *
 * <p><b>Threads:</b> confined to the connection's lane.
 */
final class Deadlines {

    private static final long NEVER = Grant.NEVER;
    private static final long MAX_WARNING_MILLIS = 30_000;
    // Beyond it lies no date that anybody means, and milliseconds would overflow.
    private static final Instant LAST_DATE = Instant.parse("9999-12-31T23:59:59Z");

    private long warnAtMillis = NEVER;
    private long endAtMillis = NEVER;
    // The first of them.
    private long grantEndsAtMillis = NEVER;
    private boolean refreshing;

    /** Whether so much time has passed since the token's end that it opens nothing any more. */
    static boolean isOver(Kernel kernel, Identity identity) {
        return endAtMillis(kernel, identity) <= kernel.millis();
    }

    /** The connection goes by that token from now on. */
    void token(Connection connection, Identity identity) {
        Kernel kernel = connection.kernel();
        endAtMillis = endAtMillis(kernel, identity);
        if (endAtMillis == NEVER) {
            warnAtMillis = NEVER;
            return;
        }
        long expiresAtMillis = endAtMillis - kernel.limits().tokenGrace().toMillis();
        if (connection.dialect().listensOnly()) {
            // Who cannot bring a fresh one is told when it is over, and not before.
            endAtMillis = expiresAtMillis;
            warnAtMillis = NEVER;
            return;
        }
        long leftMillis = Math.max(0, expiresAtMillis - kernel.millis());
        warnAtMillis = expiresAtMillis - Math.min(MAX_WARNING_MILLIS, leftMillis / 2);
    }

    /** A subscription ends then. */
    void grant(Connection connection, Grant grant) {
        if (grant.endAtMillis() < grantEndsAtMillis) {
            grantEndsAtMillis = grant.endAtMillis();
            connection.lane().connections().checkSoon(connection);
        }
    }

    /** A fresh token is about to be judged. @return false if one is being judged already */
    boolean startsRefreshing() {
        boolean first = !refreshing;
        refreshing = true;
        return first;
    }

    void endsRefreshing() {
        refreshing = false;
    }

    /** Does what is due. @return nanoseconds until something else is, more than 0 */
    long check(Connection connection) {
        long nowMillis = connection.kernel().millis();
        long roundMillis = connection.lane().connections().round().toMillis();
        // Rather a round too early than one too late.
        if (endAtMillis - nowMillis <= roundMillis) {
            if (connection.dialect().listensOnly()) {
                warn(connection, nowMillis);
            }
            connection.end(CloseCode.TOKEN_EXPIRED);
            return NEVER;
        }
        if (warnAtMillis <= nowMillis) {
            warnAtMillis = NEVER;
            warn(connection, nowMillis);
        }
        if (grantEndsAtMillis <= nowMillis) {
            connection.lane().commands().subscribing().endGrants(connection, nowMillis);
            grantEndsAtMillis = connection.subscriptions().firstEndMillis();
        }
        long dueMillis = Math.min(Math.min(warnAtMillis, grantEndsAtMillis), endAtMillis - roundMillis);
        // Cuts off at the largest number of nanoseconds, 292 years.
        return Math.max(1, TimeUnit.MILLISECONDS.toNanos(dueMillis - nowMillis));
    }

    // Nothing was refused, so nothing is counted as such.
    private static void warn(Connection connection, long nowMillis) {
        connection.tell(new ServerFrame.Failure(
                OptionalLong.empty(),
                Optional.empty(),
                ErrorCode.TOKEN_EXPIRED,
                "refresh",
                Optional.empty(),
                nowMillis));
    }

    private static long endAtMillis(Kernel kernel, Identity identity) {
        long expiresAtMillis = identity.expiresAt().map(Deadlines::millis).orElse(NEVER);
        return expiresAtMillis == NEVER
                ? NEVER
                : expiresAtMillis + kernel.limits().tokenGrace().toMillis();
    }

    /** A date of a credential in milliseconds; {@link Grant#NEVER} if it is none that anybody means. */
    static long millis(Instant date) {
        if (date.isAfter(LAST_DATE)) {
            return NEVER;
        }
        return date.isBefore(Instant.EPOCH) ? 0 : date.toEpochMilli();
    }
}
