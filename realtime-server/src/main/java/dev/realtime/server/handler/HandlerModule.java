package dev.realtime.server.handler;

import dev.realtime.core.hub.Hub;
import dev.realtime.core.spi.CallHandlers;

/**
 * Handlers that a server finds on its class path. A module is a public class with a constructor without parameters; it
 * stands in {@code META-INF/services/dev.realtime.server.handler.HandlerModule} and is taken in if the setting {@code
 * handlers.modules} has its name.
 *
 * <p><b>Order of calls:</b> {@link #name} at any time; {@link #handlers} once, before anybody can connect; then the
 * handlers; {@link #close} once, when no handler runs any more.
 *
 * <p><b>Threads:</b> {@code handlers} and {@code close} on the threads that start and stop the server.
 */
public interface HandlerModule extends AutoCloseable {

    /** What the configuration calls it. */
    String name();

    /**
     * What it handles.
     *
     * @param hub to publish through, as soon as this has returned
     */
    CallHandlers handlers(Hub hub);

    /** Gives back what it holds. Does nothing by default. */
    @Override
    default void close() {}
}
