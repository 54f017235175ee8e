package dev.realtime.kv;

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
 * @param threads how many calls the database works on at once; as many connections are kept
 * @param maxWaiting most calls that wait for one of those threads; beyond, {@code 503}
 */
public record KvLimits(
        int maxValueBytes,
        int maxMutations,
        int maxPage,
        int maxPageBytes,
        int maxRecordsPerUser,
        int threads,
        int maxWaiting) {

    public static final KvLimits DEFAULT = new KvLimits(64 * 1024, 100, 1_000, 4 * 1024 * 1024, 100_000, 8, 1_000);

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
