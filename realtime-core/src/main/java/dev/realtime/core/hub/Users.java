package dev.realtime.core.hub;

import dev.realtime.core.UserId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many connections each user has on this node.
 *
 * <p><b>Threads:</b> thread-safe: connections of one user live on different lanes.
 */
final class Users {

    private final int maxPerUser;
    private final Map<UserId, Integer> connections = new ConcurrentHashMap<>();

    Users(int maxPerUser) {
        this.maxPerUser = maxPerUser;
    }

    /** @return whether the user may have one more; if so it is counted */
    boolean enter(UserId user) {
        int now = connections.merge(user, 1, Integer::sum);
        if (now <= maxPerUser) {
            return true;
        }
        leave(user);
        return false;
    }

    void leave(UserId user) {
        connections.computeIfPresent(user, (id, count) -> count == 1 ? null : count - 1);
    }

    Map<UserId, Integer> snapshot() {
        return Map.copyOf(connections);
    }
}
