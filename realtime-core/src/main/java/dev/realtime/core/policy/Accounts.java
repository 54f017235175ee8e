package dev.realtime.core.policy;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/**
 * The {@link Account}s of all users, or of all addresses. Whoever has a connection has an account; when the last one is
 * closed the account is kept for a while, or else a reconnect would fill every bucket.
 *
 * <p><b>Shape:</b> as many accounts as there are connections, which others bound, and of those without connections at
 * most {@code maxIdle}: keys that somebody makes up push each other out, and nobody who is connected.
 *
 * <p><b>Threads:</b> thread-safe. Counts of connections are exact; of an account without connections a fresh copy may
 * take the place.
 */
public final class Accounts<K> {

    /** What {@code maxIdle} is where nobody says otherwise: some 15 MB when full. */
    public static final int MAX_IDLE = 100_000;

    private final ConcurrentHashMap<K, Account> connected = new ConcurrentHashMap<>();
    private final RecentlyUsed<K, Account> idle;

    /** @param maxIdle most accounts without a connection, at least 2 */
    public Accounts(int maxIdle) {
        idle = new RecentlyUsed<>(maxIdle);
    }

    /** The key's account, made full where there is none; no connection is counted. */
    public Account of(K key, long nowNanos) {
        Account open = connected.get(key);
        return open != null ? open : idle.compute(key, kept -> kept != null ? kept : new Account(nowNanos));
    }

    /**
     * Counts one more connection.
     *
     * @param maxConnections at least 1
     * @return empty if there are that many already, and nothing was counted
     */
    public Optional<Account> open(K key, int maxConnections, long nowNanos) {
        Opening opening = new Opening(maxConnections, nowNanos);
        Account account = connected.compute(key, opening);
        return opening.full ? Optional.empty() : Optional.of(account);
    }

    /** Counts one connection less. */
    public void close(K key) {
        connected.computeIfPresent(key, (same, open) -> {
            open.connections(open.connections() - 1);
            if (open.connections() > 0) {
                return open;
            }
            idle.compute(key, replaced -> open);
            return null;
        });
    }

    /** Open connections of the key. */
    public int connections(K key) {
        Account open = connected.get(key);
        return open == null ? 0 : open.connections();
    }

    /** Open connections of all keys that have one. */
    public Map<K, Integer> connections() {
        Map<K, Integer> counts = new HashMap<>();
        connected.forEach((key, account) -> counts.put(key, account.connections()));
        return counts;
    }

    /** Accounts kept, with connections and without. */
    public int size() {
        return connected.size() + idle.size();
    }

    /** One step on a key, which says whether it was taken. */
    private final class Opening implements BiFunction<K, Account, Account> {
        private final int maxConnections;
        private final long nowNanos;
        private boolean full;

        Opening(int maxConnections, long nowNanos) {
            this.maxConnections = maxConnections;
            this.nowNanos = nowNanos;
        }

        @Override
        public Account apply(K key, Account open) {
            Account known = open != null ? open : idle.remove(key);
            Account account = known != null ? known : new Account(nowNanos);
            full = account.connections() >= maxConnections;
            if (!full) {
                account.connections(account.connections() + 1);
            }
            return account;
        }
    }
}
