package dev.realtime.transport.jakarta;

import dev.realtime.core.spi.Admission;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Carries what was decided about a handshake to the session that opens.
 *
 * <p>The way is the user properties, which a container gives to each connection on its own (Jakarta WebSocket 2.1). Some
 * could share them: then two handshakes at once would find each other's identity. A decision can therefore be taken
 * once, and one that meets another on its way spoils both, so that the worst that happens is a refusal.
 *
 * <p><b>Threads:</b> thread-safe.
 */
final class Decision {

    private static final String PROPERTY = Decision.class.getName();

    private final AtomicReference<Admission> admission;

    Decision(Admission admission) {
        this.admission = new AtomicReference<>(admission);
    }

    /** Puts it on its way. @return false if there was another one on the same way, so that neither arrives */
    boolean leaveIn(Map<String, Object> properties) {
        Object other = properties.putIfAbsent(PROPERTY, this);
        if (other == null) {
            return true;
        }
        ((Decision) other).admission.set(Refusals.UNDECIDED);
        return false;
    }

    /** The decision that was left in there, once. */
    static Admission takeFrom(Map<String, Object> properties) {
        Object left = properties.remove(PROPERTY);
        return left instanceof Decision decision
                ? decision.admission.getAndSet(Refusals.UNDECIDED)
                : Refusals.UNDECIDED;
    }
}
