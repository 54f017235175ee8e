package dev.realtime.kv;

import dev.realtime.core.UserId;
import dev.realtime.core.policy.RecentlyUsed;

/**
 * How many records users may still make before they have to be counted again. Counting takes the longer the more there are,
 * so after each count a part of the room that was found is given away without another one. A part, since other servers may
 * give away theirs.
 *
 * <p><b>Threads:</b> thread-safe.
 */
final class Room {

    private static final int USERS = 10_000;
    private static final int PART = 8;

    private final RecentlyUsed<UserId, Integer> left = new RecentlyUsed<>(USERS);
    private final int max;

    /** @param max about the most records of a user */
    Room(int max) {
        this.max = max;
    }

    /** The most records to count. */
    int max() {
        return max;
    }

    /** Takes room for {@code more} records. @return false if the user has to be counted first */
    boolean takes(UserId owner, int more) {
        return left.compute(owner, room -> room == null || room < more ? null : room - more) != null;
    }

    /** Takes room after the user was counted. @return false if there is none */
    boolean takes(UserId owner, int more, int counted) {
        int free = max - counted - more;
        if (free < 0) {
            return false;
        }
        left.compute(owner, any -> free / PART);
        return true;
    }
}
