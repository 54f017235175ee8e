package dev.realtime.server.config;

import dev.realtime.core.Limits;
import dev.realtime.core.Rate;
import dev.realtime.edge.netty.EdgeLimits;
import java.time.Duration;

/**
 * {@link EdgeLimits} as they are set. Connections and message size are set once, in {@link LimitsConfig}.
 *
 * <p><b>Threads:</b> immutable.
 */
public record EdgeConfig(
        @Setting(about = "Longest request line; beyond, 414.", value = "8KiB") Size maxTargetBytes,
        @Setting(about = "Longest block of headers; beyond, 431.", value = "16KiB") Size maxHeaderBytes,
        @Setting(about = "Most header lines; beyond, 431.", value = "100") int maxHeaders,
        @Setting(about = "Longest body of a plain request; beyond, 413.", value = "1MiB") Size maxBodyBytes,
        @Setting(about = "How long the head of a request may take.", value = "10s") Duration handshakeTimeout,
        @Setting(about = "How long a body may take; beyond, 408.", value = "15s") Duration bodyTimeout,
        @Setting(about = "How long an answer may take, to be made and to be read.", value = "30s")
                Duration replyTimeout,
        @Setting(about = "How long a connection may wait for its next request.", value = "30s")
                Duration keepAliveTimeout,
        @Setting(about = "Connections that speak HTTP or nothing yet; beyond, the newest is cut.", value = "4096")
                int maxPlainConnections,
        @Setting(about = "Most frames of one message; beyond, close 1008.", value = "1024") int maxFragments,
        @Setting(about = "Pings and pongs a peer may send in the long run; beyond, close 1008.", value = "100")
                int controlsPerSecond,
        @Setting(about = "Pings and pongs at once.", value = "200") int controlBurst,
        @Setting(about = "How long a write may make no progress before the socket is cut.", value = "10s")
                Duration writeStall,
        @Setting(about = "How long a closing handshake may take before the socket is cut.", value = "5s")
                Duration closeTimeout,
        @Setting(about = "Send buffer of a socket: where a slow client's memory lies.", value = "64KiB")
                Size sendBufferBytes,
        @Setting(about = "Connections the system may hold before they are accepted.", value = "4096") int backlog) {

    public EdgeConfig {
        for (Size size : new Size[] {maxTargetBytes, maxHeaderBytes, maxBodyBytes, sendBufferBytes}) {
            size.asInt();
        }
    }

    /** The edge's limits, in agreement with the engine's. */
    public EdgeLimits limits(Limits engine) {
        return EdgeLimits.DEFAULT.with(limits -> {
            limits.maxConnections = engine.maxConnections();
            limits.maxMessageBytes = engine.maxMessageBytes();
            limits.maxTargetBytes = maxTargetBytes.asInt();
            limits.maxHeaderBytes = maxHeaderBytes.asInt();
            limits.maxHeaders = maxHeaders;
            limits.maxBodyBytes = maxBodyBytes.asInt();
            limits.handshakeTimeout = handshakeTimeout;
            limits.bodyTimeout = bodyTimeout;
            limits.replyTimeout = replyTimeout;
            limits.keepAliveTimeout = keepAliveTimeout;
            limits.maxPlainConnections = maxPlainConnections;
            limits.maxFragments = maxFragments;
            limits.controls = new Rate(controlsPerSecond, controlBurst);
            limits.writeStall = writeStall;
            limits.closeTimeout = closeTimeout;
            limits.unansweredTimeout = engine.deadAfter();
            limits.sendBufferBytes = sendBufferBytes.asInt();
            limits.backlog = backlog;
        });
    }
}
