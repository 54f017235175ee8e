package dev.realtime.transport.jakarta;

import dev.realtime.core.spi.Acceptor;
import dev.realtime.core.spi.Admitter;
import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Connects an engine to the WebSocket container it runs in.
 *
 * <pre>{@code
 * JakartaLanes lanes = JakartaLanes.start(Runtime.getRuntime().availableProcessors(), SystemTicker.INSTANCE);
 * Hub hub = Hub.builder()
 *         .lanes(lanes.all())
 *         .authorizer(rules)
 *         .handlersOn(executor)                // for calls of clients, if they may call
 *         .onCall("orders.count", handler)
 *         .build();
 * JakartaTransport transport = JakartaTransport.create(lanes, JakartaOptions.DEFAULT);
 * transport.deploy(container, hub, admitter, "/ws");
 * }</pre>
 *
 * <p>In a servlet container the package {@code servlet} does all that, and knows peers' addresses. By hand, deploy from a
 * {@code ServletContextListener}, where the {@code ServerContainer} is the context's attribute of that name. Close the hub
 * first, then the transport, then the lanes.
 *
 * <p><b>Threads:</b> thread-safe.
 */
public final class JakartaTransport implements AutoCloseable {

    private static final int CLOSER_THREADS = 2;

    private final JakartaOptions options;
    private final Counters counters = new Counters();
    private final ThreadPoolExecutor closers;
    private final List<LinkContext> contexts;
    private final AtomicInteger connections = new AtomicInteger();

    private JakartaTransport(JakartaLanes lanes, JakartaOptions options) {
        this.options = options;
        AtomicInteger number = new AtomicInteger();
        // Its queue is bounded by the sessions: each asks to be closed at most twice.
        this.closers = new ThreadPoolExecutor(
                CLOSER_THREADS, CLOSER_THREADS, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "realtime-closer-" + number.getAndIncrement());
                    thread.setDaemon(true);
                    return thread;
                });
        // Sessions may end after the transport did.
        closers.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        this.contexts = lanes.own().stream().map(lane -> context(lane, closers)).toList();
    }

    /** @param lanes those of the engine that sockets will be given to */
    public static JakartaTransport create(JakartaLanes lanes, JakartaOptions options) {
        return new JakartaTransport(lanes, options);
    }

    /**
     * Opens endpoints in the container.
     *
     * @param paths begin with a slash, below the context's path; without templates
     * @throws IllegalArgumentException if the container refuses a path
     */
    public void deploy(ServerContainer container, Acceptor acceptor, Admitter admitter, String... paths) {
        for (String path : paths) {
            if (!path.startsWith("/") || path.indexOf('{') >= 0) {
                throw new IllegalArgumentException(
                        "need a path that begins with / and has no template but got " + path);
            }
            Gate gate = new Gate(this, admitter, new RealtimeEndpoint(this, acceptor));
            try {
                container.addEndpoint(ServerEndpointConfig.Builder.create(RealtimeEndpoint.class, path)
                        .configurator(gate)
                        .build());
            } catch (DeploymentException e) {
                throw new IllegalArgumentException("need a path that the container takes but got " + path, e);
            }
        }
    }

    /** What was counted so far. */
    public JakartaStats stats() {
        return counters.stats();
    }

    /** Frees the transport's threads; sessions that are still open are the container's to end. */
    @Override
    public void close() {
        closers.shutdown();
    }

    JakartaOptions options() {
        return options;
    }

    Counters counters() {
        return counters;
    }

    /** What the next connection's link lives on. */
    LinkContext nextContext() {
        return contexts.get(Math.floorMod(connections.getAndIncrement(), contexts.size()));
    }

    /** Closes a session that has no link. */
    void close(Session session, CloseReason reason) {
        closers.execute(() -> {
            try {
                session.close(reason);
            } catch (IOException | IllegalStateException e) {
                // It is gone already, which is what was wanted.
                options.cutter().accept(session);
            }
        });
    }

    private LinkContext context(JakartaLane lane, Executor closing) {
        return new LinkContext(lane, new Watch(lane), options, counters, closing);
    }
}
