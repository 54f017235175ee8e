package dev.realtime.core.spi;

import dev.realtime.core.UserId;

/**
 * Hears which users are online, where personal channels have presence: a user comes online with his first connection to
 * any node, and goes offline a grace time after his last one is gone.
 *
 * <p>Of several nodes one is told, the one that had the news. Of a user who comes and goes faster than the listener takes
 * it, the listener hears the newest, so it may hear the same twice.
 *
 * <p><b>Threads:</b> called on the executor of the application's handlers, so it may block; one call at a time.
 *
 * <p><b>Errors:</b> what it throws is logged; the user is not told of again.
 */
public interface PresenceListener {

    void online(UserId user);

    void offline(UserId user);
}
