package dev.realtime.edge.netty;

import dev.realtime.core.spi.Dialect;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The one event dialect of each dialect, so that what is encoded for one reader serves all. There are as many as endpoints
 * have.
 *
 * <p><b>Threads:</b> thread-safe.
 */
final class EventDialects {

    private final Map<Dialect, EventDialect> bySpoken = new ConcurrentHashMap<>();

    Dialect of(Dialect spoken) {
        return bySpoken.computeIfAbsent(spoken, EventDialect::new);
    }
}
