package dev.realtime.core.hub;

import dev.realtime.core.UserId;
import java.util.ArrayList;
import java.util.List;

/**
 * The connections of a lane by user: those that are known, greeted or not.
 *
 * <p>A hash table whose chains run through the connections themselves. So it costs an idle connection two references and
 * a place or two in an array, and no connection is looked at but those of the user and of whoever shares the chain.
 *
 * <p><b>Threads:</b> confined to its lane.
 */
final class Users {

    private Connection[] chains = new Connection[16];
    private int size;

    /** @param connection whose user has just become known */
    void add(Connection connection) {
        if (size == chains.length) {
            grow();
        }
        size++;
        prepend(connection);
    }

    /** @param connection has been added */
    void remove(Connection connection) {
        Connection next = connection.nextOfChain;
        Connection previous = connection.previousOfChain;
        if (next != null) {
            next.previousOfChain = previous;
        }
        if (previous != null) {
            previous.nextOfChain = next;
        } else {
            chains[chainOf(connection.identity().user())] = next;
        }
        connection.nextOfChain = null;
        connection.previousOfChain = null;
        size--;
    }

    /** The user's connections that are here now; they may leave during the walk. */
    List<Connection> of(UserId user) {
        List<Connection> found = new ArrayList<>();
        for (Connection at = chains[chainOf(user)]; at != null; at = at.nextOfChain) {
            if (at.identity().user().equals(user)) {
                found.add(at);
            }
        }
        return found;
    }

    private void prepend(Connection connection) {
        int chain = chainOf(connection.identity().user());
        Connection first = chains[chain];
        connection.nextOfChain = first;
        connection.previousOfChain = null;
        if (first != null) {
            first.previousOfChain = connection;
        }
        chains[chain] = connection;
    }

    private void grow() {
        Connection[] before = chains;
        chains = new Connection[before.length * 2];
        for (Connection first : before) {
            for (Connection at = first; at != null; ) {
                Connection next = at.nextOfChain;
                prepend(at);
                at = next;
            }
        }
    }

    private int chainOf(UserId user) {
        int hash = user.hashCode() * 0x9E3779B9;
        return (hash >>> 16 ^ hash) & chains.length - 1;
    }
}
