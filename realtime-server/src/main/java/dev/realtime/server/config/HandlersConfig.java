package dev.realtime.server.config;

import java.util.List;

/**
 * Handlers of clients' calls, and what they run on. How long they may take is in {@link LimitsConfig}.
 *
 * <p><b>Threads:</b> immutable.
 */
public record HandlersConfig(
        @Setting(about = "Names of modules on the class path whose handlers are taken in.") List<String> modules,
        @Setting(about = "Handlers that run at the same time.", value = "16", max = 10_000) int threads,
        @Setting(
                        about = "Calls that may wait for a thread, one a connection; beyond, OVERLOADED.",
                        value = "10000",
                        max = 10_000_000)
                int queue) {}
