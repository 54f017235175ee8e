package dev.realtime.transport.jakarta.servlet;

import dev.realtime.core.endpoint.Endpoint;
import dev.realtime.core.endpoint.Endpoints;
import dev.realtime.core.endpoint.HostPolicy;
import dev.realtime.core.hub.HubBuilder;
import dev.realtime.transport.jakarta.JakartaOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The real-time part of a web application while it is put together; only the endpoints have no default. <b>Threads:</b>
 * confined to the thread that starts the web application.
 */
public final class RealtimeSetup {

    private final Endpoints.Builder endpoints = Endpoints.builder();
    private Consumer<HubBuilder> hub = builder -> {};
    private UnaryOperator<JakartaOptions.Builder> transport = options -> options;
    private int lanes = Runtime.getRuntime().availableProcessors();
    private Duration drain = Duration.ofSeconds(5);
    private final List<AutoCloseable> toClose = new ArrayList<>();

    RealtimeSetup() {}

    /** Options of the engine. Its lanes are set already. Default: clients only get what is sent to their user. */
    public RealtimeSetup hub(Consumer<HubBuilder> options) {
        hub = hub.andThen(options);
        return this;
    }

    /** A door for clients; its path is below the web application's own. */
    public RealtimeSetup endpoint(Endpoint endpoint) {
        endpoints.endpoint(endpoint);
        return this;
    }

    /** The names that clients reach the web application by. Default: {@link HostPolicy#loopback}. */
    public RealtimeSetup hosts(HostPolicy policy) {
        endpoints.hosts(policy);
        return this;
    }

    /** Changes {@link JakartaOptions#DEFAULT}; the peer's address and whether it came over TLS are set already. */
    public RealtimeSetup transport(UnaryOperator<JakartaOptions.Builder> changes) {
        transport = changes;
        return this;
    }

    /** Threads of the engine. Default: one a processor. @param count at least 1 */
    public RealtimeSetup lanes(int count) {
        lanes = count;
        return this;
    }

    /**
     * How long clients are told goodbye when the web application ends, for which it waits. Default: 5 s; zero cuts them.
     */
    public RealtimeSetup drain(Duration over) {
        if (over.isNegative()) {
            throw new IllegalArgumentException("need a drain of zero or more but got " + over);
        }
        drain = Objects.requireNonNull(over);
        return this;
    }

    /** What the web application's end closes, after the engine: a token judge that fetches keys, a broker's client. */
    public RealtimeSetup closing(AutoCloseable part) {
        toClose.add(part);
        return this;
    }

    Parts parts() {
        Endpoints doors = endpoints.build();
        if (doors.paths().isEmpty()) {
            throw new IllegalArgumentException("need an endpoint, or no client can come");
        }
        return new Parts(
                doors,
                doors.paths(),
                hub,
                JakartaOptions.DEFAULT.with(this::changed),
                lanes,
                drain,
                List.copyOf(toClose));
    }

    private JakartaOptions.Builder changed(JakartaOptions.Builder options) {
        return transport.apply(options.remoteAddress(Peer::addressOf).secure(Peer::isSecure));
    }

    /** What was said. */
    record Parts(
            Endpoints doors,
            Set<String> paths,
            Consumer<HubBuilder> hub,
            JakartaOptions transport,
            int lanes,
            Duration drain,
            List<AutoCloseable> toClose) {}
}
