package dev.realtime.kv;

import java.util.Optional;

/**
 * How far the changes of a PostgreSQL database were read: everything that {@code seen} saw. While a round of several pages
 * goes on, also what {@code until} saw, as far as it stands before the round's place.
 *
 * <p><b>Shape:</b> {@code seen} and {@code until} are snapshots in PostgreSQL's own form, {@code xmin:xmax:xip,…}. As a
 * text, the parts are parted by spaces, of which none of them has any.
 *
 * @param seen a snapshot
 * @param highest the highest transaction that wrote a record that was read
 * @param round what the pages of this round have in common
 */
record PostgresPosition(String seen, long highest, Optional<Round> round) {

    /** Before the first transaction of any database. */
    static final PostgresPosition BEGINNING = new PostgresPosition("1:1:", 0, Optional.empty());

    private static final int PARTS = 2;

    static PostgresPosition parse(String text) {
        String[] parts = text.split(" ", -1);
        Optional<Round> round = parts.length == PARTS
                ? Optional.empty()
                : Optional.of(new Round(parts[2], parts[3], parts[4], parts[5], parts[6]));
        return new PostgresPosition(parts[0], Long.parseLong(parts[1]), round);
    }

    /** Whether a database whose snapshot is {@code now} is not as far as it was when this one's was taken. */
    boolean isAheadOf(String now) {
        return bounds(now)[1] < bounds(seen)[1];
    }

    /**
     * The same position without any claim about transactions that left nothing: a database that crashed gives their numbers
     * away again.
     */
    PostgresPosition withoutDoubt() {
        long certain = Math.min(bounds(seen)[0], highest + 1);
        return new PostgresPosition(certain + ":" + certain + ":", highest, Optional.empty());
    }

    /** The position after a record of a page. @param isLast whether the round ends here */
    PostgresPosition after(Round place, boolean isLast) {
        long highestNow = Math.max(highest, Long.parseLong(place.changed()));
        return isLast
                ? new PostgresPosition(place.until(), highestNow, Optional.empty())
                : new PostgresPosition(seen, highestNow, Optional.of(place));
    }

    @Override
    public String toString() {
        String whole = seen + " " + highest;
        return round.map(place -> String.join(
                        " ", whole, place.until(), place.changed(), place.tenant(), place.owner(), place.name()))
                .orElse(whole);
    }

    /** The oldest transaction that was open, and the next one to begin. */
    private static long[] bounds(String snapshot) {
        String[] parts = snapshot.split(":", -1);
        return new long[] {Long.parseLong(parts[0]), Long.parseLong(parts[1])};
    }

    /**
     * @param until the snapshot of the first page
     * @param changed the transaction that wrote the last record read; with {@code tenant}, {@code owner} and {@code name}
     *     its place in the order of pages
     */
    record Round(String until, String changed, String tenant, String owner, String name) {}
}
