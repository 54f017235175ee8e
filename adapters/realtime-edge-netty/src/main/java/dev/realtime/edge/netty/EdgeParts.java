package dev.realtime.edge.netty;

import dev.realtime.core.spi.Acceptor;
import dev.realtime.core.spi.Admitter;
import dev.realtime.core.spi.EventDoors;
import dev.realtime.core.spi.Telemetry;
import java.util.function.Predicate;

/** What one edge is made of; the same for all its lanes. <b>Threads:</b> immutable. */
record EdgeParts(
        Acceptor acceptor,
        Admitter admitter,
        HttpHandler http,
        EdgeLimits limits,
        Predicate<String> hosts,
        ForwardedFor forwarded,
        Telemetry telemetry,
        EventDoors events,
        EventDialects eventDialects,
        Places sockets,
        Places plain) {}
