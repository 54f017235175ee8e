package dev.realtime.kv;

import java.time.Duration;
import java.util.Objects;

/**
 * How changes are announced.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param scope who is told
 * @param coalesce how long a change may wait for others, so that several share a publication
 * @param maxKeys most keys in a publication
 * @param pollEvery how often to look where nobody says that there is news: how late a change can be whose notification is
 *     lost
 * @param publishTimeout how long a publication may take before it is tried again
 * @param sharedAs empty where each server announces for itself. Else servers on one PostgreSQL database that name the same
 *     take turns: one of them announces, and when it is gone another goes on from where it was. For servers whose broker is
 *     a common one
 */
public record KvSourceOptions(
        KvScope scope, Duration coalesce, int maxKeys, Duration pollEvery, Duration publishTimeout, String sharedAs) {

    public static final KvSourceOptions DEFAULT = new KvSourceOptions(
            KvScope.OWNER, Duration.ofMillis(50), 256, Duration.ofMillis(500), Duration.ofSeconds(10), "");

    public KvSourceOptions {
        Objects.requireNonNull(scope, "scope");
        Objects.requireNonNull(sharedAs, "sharedAs");
        if (coalesce.isNegative()) {
            throw new IllegalArgumentException("need coalesce >= 0 but got " + coalesce);
        }
        if (maxKeys < 1) {
            throw new IllegalArgumentException("need maxKeys > 0 but got " + maxKeys);
        }
        // Milliseconds are what the driver of PostgreSQL waits in; none would be for ever.
        if (pollEvery.toMillis() < 1 || pollEvery.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("need 1 ms <= pollEvery <= 1 min but got " + pollEvery);
        }
        if (publishTimeout.isNegative() || publishTimeout.isZero()) {
            throw new IllegalArgumentException("need publishTimeout > 0 but got " + publishTimeout);
        }
    }

    public KvSourceOptions scope(KvScope newScope) {
        return new KvSourceOptions(newScope, coalesce, maxKeys, pollEvery, publishTimeout, sharedAs);
    }

    public KvSourceOptions coalesce(Duration time) {
        return new KvSourceOptions(scope, time, maxKeys, pollEvery, publishTimeout, sharedAs);
    }

    public KvSourceOptions maxKeys(int keys) {
        return new KvSourceOptions(scope, coalesce, keys, pollEvery, publishTimeout, sharedAs);
    }

    public KvSourceOptions pollEvery(Duration time) {
        return new KvSourceOptions(scope, coalesce, maxKeys, time, publishTimeout, sharedAs);
    }

    public KvSourceOptions publishTimeout(Duration time) {
        return new KvSourceOptions(scope, coalesce, maxKeys, pollEvery, time, sharedAs);
    }

    /** In turns with every other server that names the same. */
    public KvSourceOptions sharedAs(String name) {
        return new KvSourceOptions(scope, coalesce, maxKeys, pollEvery, publishTimeout, name);
    }
}
