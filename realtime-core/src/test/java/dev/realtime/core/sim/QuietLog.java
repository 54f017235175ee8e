package dev.realtime.core.sim;

import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * The engine has nothing to warn of, whatever happens around it: each such line in its log is a breach of the run that
 * is on this thread. Handlers of the application that fail or hang, stores that are away
 * and peers that are shut out are no faults of it.
 *
 * <p><b>Threads:</b> thread-safe; a run belongs to one thread.
 */
final class QuietLog extends Handler {

    private static final Set<String> OF_OTHERS = Set.of("PendingCall", "CallLine", "Peers", "Holder", "Receipts");
    private static final ThreadLocal<SimWorld> RUNNING = new ThreadLocal<>();
    // Held, since the registry of loggers does not.
    private static final Logger ENGINE = Logger.getLogger("dev.realtime.core.hub");

    static {
        ENGINE.addHandler(new QuietLog());
    }

    private QuietLog() {}

    /** From now on what is logged on this thread belongs to that world. */
    static void watch(SimWorld world) {
        RUNNING.set(world);
    }

    /** The run on this thread is over. */
    static void done() {
        RUNNING.remove();
    }

    @Override
    public void publish(LogRecord line) {
        SimWorld world = RUNNING.get();
        String name = line.getLoggerName();
        boolean ofOthers = OF_OTHERS.contains(name.substring(name.lastIndexOf('.') + 1));
        if (world != null && line.getLevel().intValue() >= Level.WARNING.intValue() && !ofOthers) {
            Throwable thrown = line.getThrown();
            world.breach("the engine logged: " + line.getMessage()
                    + (thrown == null ? "" : " " + SimWorld.describe(thrown)));
        }
    }

    @Override
    public void flush() {
        // Nothing is kept.
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
