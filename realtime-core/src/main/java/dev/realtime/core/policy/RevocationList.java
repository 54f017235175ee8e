package dev.realtime.core.policy;

import dev.realtime.core.Identity;
import dev.realtime.core.Revocation;
import dev.realtime.core.Revocation.OfToken;
import dev.realtime.core.Revocation.OfUser;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Revocations, each kept until the tokens it is about have ended. When the list is full, the one that would end soonest
 * gives way, since it has the least left to prevent; of several with the same end the oldest.
 *
 * <p><b>Shape:</b> one entry for a token and one for a user: a later revocation of the same widens the earlier.
 *
 * <p><b>Threads:</b> thread-safe; who looks up never waits. Threads that add at the same moment may exceed the bound by
 * one each.
 */
public final class RevocationList {

    /** Told apart by number where the rest is equal. */
    private record Entry(Revocation revocation, Instant keptUntil, long number) {}

    private static final Comparator<Entry> SOONEST_FIRST =
            Comparator.comparing(Entry::keptUntil).thenComparingLong(Entry::number);

    private final int max;
    private final Duration grace;
    // By the token's id, or by the user.
    private final ConcurrentHashMap<Object, Entry> entries = new ConcurrentHashMap<>();
    // Changed only inside a step on the subject, so that the two agree.
    private final ConcurrentSkipListSet<Entry> byEnd = new ConcurrentSkipListSet<>(SOONEST_FIRST);
    private final AtomicLong added = new AtomicLong();

    /**
     * @param max most revocations, above zero
     * @param grace how long tokens open connections after their end; revocations are kept so much longer
     */
    public RevocationList(int max, Duration grace) {
        if (max < 1) {
            throw new IllegalArgumentException("need room above zero but got " + max);
        }
        this.max = max;
        this.grace = grace;
    }

    public void add(Revocation revocation, Instant now) {
        for (Entry first : byEnd) {
            boolean isFull = entries.size() >= max && !entries.containsKey(subject(revocation));
            if (!isFull && first.keptUntil().isAfter(now)) {
                break;
            }
            drop(first);
        }
        entries.compute(subject(revocation), (subject, there) -> {
            Revocation both = there == null ? revocation : widened(there.revocation(), revocation);
            Entry entry = new Entry(both, keptUntil(both), added.getAndIncrement());
            if (there != null) {
                byEnd.remove(there);
            }
            byEnd.add(entry);
            return entry;
        });
    }

    /** Whether the identity stands on a token that was revoked. */
    public boolean covers(Identity identity, Instant now) {
        return !entries.isEmpty()
                && (covers(identity.user(), identity, now)
                        || identity.tokenId()
                                .filter(id -> covers(id, identity, now))
                                .isPresent());
    }

    /** Revocations kept; some may have ended since the last was added. */
    public int size() {
        return entries.size();
    }

    private boolean covers(Object subject, Identity identity, Instant now) {
        Entry entry = entries.get(subject);
        return entry != null
                && entry.keptUntil().isAfter(now)
                && entry.revocation().covers(identity);
    }

    /** Unless a wider one stands in its place by now. */
    private void drop(Entry entry) {
        entries.computeIfPresent(subject(entry.revocation()), (subject, there) -> {
            if (there != entry) {
                return there;
            }
            byEnd.remove(entry);
            return null;
        });
    }

    private Instant keptUntil(Revocation revocation) {
        Instant until = revocation.until();
        return until.isAfter(Instant.MAX.minus(grace)) ? Instant.MAX : until.plus(grace);
    }

    private static Object subject(Revocation revocation) {
        return revocation instanceof OfToken token ? token.tokenId() : ((OfUser) revocation).user();
    }

    private static Revocation widened(Revocation one, Revocation other) {
        Instant until = later(one.until(), other.until());
        if (one instanceof OfUser first && other instanceof OfUser second) {
            return new OfUser(first.user(), later(first.issuedBefore(), second.issuedBefore()), until);
        }
        return new OfToken(((OfToken) one).tokenId(), until);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
