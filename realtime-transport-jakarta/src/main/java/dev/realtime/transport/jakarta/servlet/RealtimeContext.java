package dev.realtime.transport.jakarta.servlet;

import dev.realtime.core.hub.Hub;
import dev.realtime.core.hub.HubBuilder;
import dev.realtime.core.memory.SystemTicker;
import dev.realtime.transport.jakarta.JakartaLanes;
import dev.realtime.transport.jakarta.JakartaStats;
import dev.realtime.transport.jakarta.JakartaTransport;
import jakarta.servlet.ServletContext;
import jakarta.websocket.server.ServerContainer;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The real-time part of a web application while it runs.
 *
 * <p><b>Threads:</b> thread-safe.
 */
public final class RealtimeContext {

    static final String ATTRIBUTE = RealtimeContext.class.getName();

    private static final System.Logger LOG = System.getLogger(ATTRIBUTE);

    // Peers that do not answer a goodbye are given up by the engine; this is for an engine that does not end.
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final RealtimeSetup.Parts parts;
    private final JakartaLanes lanes;
    private final Hub hub;
    private final JakartaTransport transport;

    private RealtimeContext(RealtimeSetup.Parts parts, JakartaLanes lanes, Hub hub) {
        this.parts = parts;
        this.lanes = lanes;
        this.hub = hub;
        this.transport = JakartaTransport.create(lanes, parts.transport());
    }

    /** @throws IllegalStateException if the web application has no real-time part, or not any more */
    public static RealtimeContext of(ServletContext context) {
        if (context.getAttribute(ATTRIBUTE) instanceof RealtimeContext running) {
            return running;
        }
        throw new IllegalStateException("need a RealtimeApplication in the web application, and its context to run");
    }

    /** The engine: publish through it. The web application's end closes it. */
    public Hub hub() {
        return hub;
    }

    /** What the transport has counted so far. */
    public JakartaStats stats() {
        return transport.stats();
    }

    static RealtimeContext start(RealtimeSetup.Parts parts, ServerContainer container) {
        JakartaLanes lanes = JakartaLanes.start(parts.lanes(), SystemTicker.INSTANCE);
        try {
            HubBuilder engine = Hub.builder().lanes(lanes.all());
            parts.hub().accept(engine);
            RealtimeContext running = new RealtimeContext(parts, lanes, engine.build());
            running.open(container);
            return running;
        } catch (RuntimeException e) {
            lanes.close();
            throw e;
        }
    }

    private void open(ServerContainer container) {
        try {
            transport.deploy(
                    container, hub, hub.guard(parts.doors()), parts.paths().toArray(String[]::new));
        } catch (RuntimeException e) {
            hub.close();
            transport.close();
            throw e;
        }
    }

    /** Tells the clients to go elsewhere, waits until they have, and ends every thread. */
    void close() {
        if (!parts.drain().isZero()) {
            sayGoodbye();
        }
        hub.close();
        transport.close();
        lanes.close();
        parts.toClose().forEach(RealtimeContext::close);
    }

    private void sayGoodbye() {
        try {
            hub.drain(parts.drain())
                    .toCompletableFuture()
                    .get(parts.drain().plus(GRACE).toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(System.Logger.Level.WARNING, "not every client heard that the web application ends", e);
        }
    }

    /** What one part throws keeps no other open. */
    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.log(System.Logger.Level.WARNING, "a part of the web application did not close", e);
        }
    }
}
