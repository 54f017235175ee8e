package dev.realtime.kv;

import java.time.Duration;

/**
 * Bounds of a store, and of what its HTTP interface takes.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param maxValueBytes longest value; beyond, {@code 413}
 * @param maxMutations most writes in a batch, and keys in a bulk request; beyond, {@code 400}
 * @param maxPage most records in a page; beyond, {@code 400}
 * @param maxPageBytes a page ends before the record that would make its values longer than this
 * @param maxRecordsPerUser about the most records of a user, deleted ones included; beyond, {@code 429}
 * @param threads how many calls the database works on at once, of one user half as many; as many connections are kept
 * @param maxWaiting most calls that wait for one of those threads; beyond, {@code 503}
 * @param maxWaitingOfUser most of them that are one user's; beyond, {@code 503}
 * @param maxWaitingBytes most bytes of keys and values in calls that wait, a quarter of it for a user who has one waiting
 *     already; beyond, {@code 503}
 * @param maxWait a call that waited for longer is not begun any more, and answered {@code 503}; shorter than clients wait
 */
public record KvLimits(
        int maxValueBytes,
        int maxMutations,
        int maxPage,
        int maxPageBytes,
        int maxRecordsPerUser,
        int threads,
        int maxWaiting,
        int maxWaitingOfUser,
        int maxWaitingBytes,
        Duration maxWait) {

    public static final KvLimits DEFAULT = new KvLimits(
            64 * 1024, 100, 1_000, 4 * 1024 * 1024, 100_000, 8, 1_000, 100, 32 * 1024 * 1024, Duration.ofSeconds(5));

    /** Longest value that the tables take. */
    private static final int LONGEST_BYTES = 4_000_000;

    public KvLimits {
        positive("maxValueBytes", maxValueBytes);
        positive("maxMutations", maxMutations);
        positive("maxPage", maxPage);
        positive("maxPageBytes", maxPageBytes);
        positive("maxRecordsPerUser", maxRecordsPerUser);
        positive("threads", threads);
        positive("maxWaiting", maxWaiting);
        positive("maxWaitingOfUser", maxWaitingOfUser);
        positive("maxWaitingBytes", maxWaitingBytes);
        if (maxWait.isNegative() || maxWait.isZero()) {
            throw new IllegalArgumentException("need maxWait > 0 but got " + maxWait);
        }
        if (maxValueBytes > LONGEST_BYTES) {
            throw new IllegalArgumentException("need maxValueBytes <= " + LONGEST_BYTES + " but got " + maxValueBytes);
        }
    }

    private static void positive(String name, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException("need " + name + " > 0 but got " + value);
        }
    }
}
