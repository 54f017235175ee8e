package dev.realtime.core.spi;

import dev.realtime.core.Publication;
import dev.realtime.core.UserId;
import java.time.Duration;

/**
 * Another way to reach a user, for messages that no device of his has acknowledged in time: mail, a push service, a
 * messenger.
 *
 * <p><b>Threads:</b> called on the executor of the application's handlers, so it may block.
 *
 * <p><b>Errors:</b> what it throws is logged and counted; the message is not escalated again.
 */
public interface Escalation {

    /**
     * How long to wait for an acknowledgement of this message; zero or negative for "this one need not be acknowledged".
     * Called on a lane, must not block.
     */
    Duration patience(UserId user, Publication message);

    /**
     * Nobody acknowledged the message in time. Called at most once for a message and node: also if its act is repeated
     * later, unless {@code Limits.maxEscalations} others were escalated meanwhile.
     */
    void escalate(UserId user, Publication message);
}
