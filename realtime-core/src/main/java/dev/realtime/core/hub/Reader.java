package dev.realtime.core.hub;

import dev.realtime.core.UserId;

/**
 * The names under which cursors are kept. No part of a user's id holds a space, so no two readers have one name.
 *
 * <p><b>Threads:</b> stateless.
 */
final class Reader {

    private Reader() {}

    /** What one device of the user has received. @param device empty for one without a name */
    static String device(UserId user, String device) {
        return "device " + of(user) + " " + device;
    }

    /** What any device of the user has received. */
    static String anyDevice(UserId user) {
        return "any " + of(user);
    }

    /** What the user has read. */
    static String eyes(UserId user) {
        return "eyes " + of(user);
    }

    private static String of(UserId user) {
        return user.tenant() + " " + user.value();
    }
}
