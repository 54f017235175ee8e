package dev.realtime.edge.netty;

import dev.realtime.core.Rate;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Every bound of the edge. All times are upper bounds: a connection is cut up to a quarter of a second early, never
 * late.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param maxTargetBytes longest request line; beyond, 414
 * @param maxHeaderBytes longest block of headers; beyond, 431
 * @param maxHeaders most header lines; beyond, 431
 * @param maxBodyBytes longest body of a plain request; beyond, 413
 * @param handshakeTimeout from the connection, or from the first byte of a later request, to the last byte of its head;
 *     for an upgrade, to the end of its answer
 * @param bodyTimeout how long a body may take; beyond, 408
 * @param replyTimeout how long a handler may take and the peer to take its answer
 * @param keepAliveTimeout how long a connection may wait for its next request
 * @param maxConnections open WebSocket connections and event streams; beyond, 503
 * @param maxConnectionsPerAddress the same from one address (IPv6: one /64); beyond, 429
 * @param maxPlainConnections connections that speak HTTP or nothing yet; beyond, the newest is cut
 * @param maxMessageBytes longest message, whole or in fragments; beyond, close 1009
 * @param maxFragments most frames of one message; beyond, close 1008
 * @param controls pings and pongs a peer may send; beyond, close 1008
 * @param writeStall how long a write may make no progress before the socket is cut
 * @param closeTimeout how long a closing handshake may take before the socket is cut
 * @param unansweredTimeout how long the system of an event stream's reader may leave what was sent to it without an
 *     answer before the socket is cut; only on Linux, elsewhere as long as the system takes
 * @param sendBufferBytes SO_SNDBUF: where a slow client's memory lies
 * @param backlog SO_BACKLOG
 */
public record EdgeLimits(
        int maxTargetBytes,
        int maxHeaderBytes,
        int maxHeaders,
        int maxBodyBytes,
        Duration handshakeTimeout,
        Duration bodyTimeout,
        Duration replyTimeout,
        Duration keepAliveTimeout,
        int maxConnections,
        int maxConnectionsPerAddress,
        int maxPlainConnections,
        int maxMessageBytes,
        int maxFragments,
        Rate controls,
        Duration writeStall,
        Duration closeTimeout,
        Duration unansweredTimeout,
        int sendBufferBytes,
        int backlog) {

    /** What an edge without any configuration uses. */
    public static final EdgeLimits DEFAULT = new Builder().build();

    public EdgeLimits {
        positive("maxTargetBytes", maxTargetBytes);
        positive("maxHeaderBytes", maxHeaderBytes);
        positive("maxHeaders", maxHeaders);
        positive("maxBodyBytes", maxBodyBytes);
        positive("handshakeTimeout", handshakeTimeout.toNanos());
        positive("bodyTimeout", bodyTimeout.toNanos());
        positive("replyTimeout", replyTimeout.toNanos());
        positive("keepAliveTimeout", keepAliveTimeout.toNanos());
        positive("maxConnections", maxConnections);
        positive("maxConnectionsPerAddress", maxConnectionsPerAddress);
        positive("maxPlainConnections", maxPlainConnections);
        positive("maxMessageBytes", maxMessageBytes);
        positive("maxFragments", maxFragments);
        Objects.requireNonNull(controls, "controls");
        positive("writeStall", writeStall.toNanos());
        positive("closeTimeout", closeTimeout.toNanos());
        positive("unansweredTimeout", unansweredTimeout.toNanos());
        positive("sendBufferBytes", sendBufferBytes);
        positive("backlog", backlog);
    }

    /** These limits with some changed. */
    public EdgeLimits with(Consumer<Builder> changes) {
        Builder builder = new Builder(this);
        changes.accept(builder);
        return builder.build();
    }

    private static void positive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("need " + name + " above zero but got " + value);
        }
    }

    /** Mutable twin of {@link EdgeLimits}; its fields are the components. Confined to the thread that builds. */
    public static final class Builder {
        public int maxTargetBytes = 8 * 1024;
        public int maxHeaderBytes = 16 * 1024;
        public int maxHeaders = 100;
        public int maxBodyBytes = 1024 * 1024;
        public Duration handshakeTimeout = Duration.ofSeconds(10);
        public Duration bodyTimeout = Duration.ofSeconds(15);
        public Duration replyTimeout = Duration.ofSeconds(30);
        public Duration keepAliveTimeout = Duration.ofSeconds(30);
        public int maxConnections = 100_000;
        public int maxConnectionsPerAddress = 100_000;
        public int maxPlainConnections = 4_096;
        public int maxMessageBytes = 64 * 1024;
        public int maxFragments = 1_024;
        public Rate controls = new Rate(100, 200);
        public Duration writeStall = Duration.ofSeconds(10);
        public Duration closeTimeout = Duration.ofSeconds(5);
        public Duration unansweredTimeout = Duration.ofSeconds(60);
        public int sendBufferBytes = 64 * 1024;
        public int backlog = 4_096;

        Builder() {}

        Builder(EdgeLimits from) {
            maxTargetBytes = from.maxTargetBytes;
            maxHeaderBytes = from.maxHeaderBytes;
            maxHeaders = from.maxHeaders;
            maxBodyBytes = from.maxBodyBytes;
            handshakeTimeout = from.handshakeTimeout;
            bodyTimeout = from.bodyTimeout;
            replyTimeout = from.replyTimeout;
            keepAliveTimeout = from.keepAliveTimeout;
            maxConnections = from.maxConnections;
            maxConnectionsPerAddress = from.maxConnectionsPerAddress;
            maxPlainConnections = from.maxPlainConnections;
            maxMessageBytes = from.maxMessageBytes;
            maxFragments = from.maxFragments;
            controls = from.controls;
            writeStall = from.writeStall;
            closeTimeout = from.closeTimeout;
            unansweredTimeout = from.unansweredTimeout;
            sendBufferBytes = from.sendBufferBytes;
            backlog = from.backlog;
        }

        private EdgeLimits build() {
            return new EdgeLimits(
                    maxTargetBytes,
                    maxHeaderBytes,
                    maxHeaders,
                    maxBodyBytes,
                    handshakeTimeout,
                    bodyTimeout,
                    replyTimeout,
                    keepAliveTimeout,
                    maxConnections,
                    maxConnectionsPerAddress,
                    maxPlainConnections,
                    maxMessageBytes,
                    maxFragments,
                    controls,
                    writeStall,
                    closeTimeout,
                    unansweredTimeout,
                    sendBufferBytes,
                    backlog);
        }
    }
}
