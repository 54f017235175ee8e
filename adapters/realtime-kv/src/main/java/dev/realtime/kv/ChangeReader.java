package dev.realtime.kv;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * Finds what was committed since a position. A record that was written several times is found once, as it is now.
 *
 * <p><b>Threads:</b> confined to the thread of the source.
 *
 * <p><b>Errors:</b> every call may fail while the database is away. The next one connects anew; positions stay good.
 */
interface ChangeReader extends AutoCloseable {

    /** Behind everything that is committed now. A text that means something to this reader alone. */
    String now() throws SQLException;

    /**
     * What was committed after a position, {@code max} records at most.
     *
     * @return every change once: nothing that is committed late has its place before the position it ends at
     */
    Page after(String position, int max) throws SQLException;

    /**
     * Waits for something new. It may return early, and may miss what is new: whoever calls looks again.
     *
     * @return whether something may be new
     */
    boolean await(Duration patience) throws SQLException, InterruptedException;

    @Override
    void close();

    /**
     * @param next the position to go on from
     * @param more whether to go on at once
     */
    record Page(List<KvChange> changes, String next, boolean more) {}
}
