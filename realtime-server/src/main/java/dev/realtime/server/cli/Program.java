package dev.realtime.server.cli;

import dev.realtime.server.RealtimeServer;
import dev.realtime.server.Version;
import dev.realtime.server.config.LogConfig;
import dev.realtime.server.log.LogSetup;
import dev.realtime.server.log.OutOfMemoryExit;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** What the commands that run a server have in common. */
final class Program {

    private static final OutOfMemoryExit OUT_OF_MEMORY =
            new OutOfMemoryExit(() -> Runtime.getRuntime().halt(OutOfMemoryExit.CODE));

    private Program() {}

    /** Before anything is logged or any thread is started. */
    static void log(LogConfig config) {
        Thread.setDefaultUncaughtExceptionHandler(OUT_OF_MEMORY);
        boolean json =
                switch (config.format()) {
                    case JSON -> true;
                    case PLAIN -> false;
                    case AUTO -> !LogSetup.isTerminal();
                };
        LogSetup.start(json, config.level().name(), OUT_OF_MEMORY);
    }

    /** One line that says where everything is, and what is spoken there. */
    static void announce(RealtimeServer server) {
        Instant now = Clock.systemUTC().instant();
        Instant born = Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
        double seconds = Duration.between(born, now).toMillis() / 1000.0;
        String line = String.format(Locale.ROOT, "Realtime %s ready in %.1f s", Version.CURRENT, seconds);
        List<String> places = server.urls().stream()
                .map(url -> Optional.ofNullable(server.dialects().get(url))
                        .map(dialects -> url + " (" + String.join(", ", dialects) + ")")
                        .orElse(url))
                .toList();
        logger().log(Level.INFO, line + " · " + String.join(" · ", places));
    }

    /**
     * Returns when the server has stopped. The first signal drains it, another one hurries.
     *
     * <p>Everything happens on the threads of the signals and of the server; the calling one only waits.
     */
    static void runUntilStopped(RealtimeServer server) {
        AtomicBoolean draining = new AtomicBoolean();
        Signals.onStop(() -> {
            if (draining.compareAndSet(false, true)) {
                logger().log(
                                Level.INFO,
                                "stopping: no new connections, " + server.hub().connections() + " to leave");
                server.stop();
            } else {
                logger().log(Level.INFO, "stopping faster");
                server.hurry();
            }
        });
        server.awaitStop();
        logger().log(Level.INFO, "stopped");
    }

    private static System.Logger logger() {
        return System.getLogger("dev.realtime.server");
    }
}
