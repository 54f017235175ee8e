package dev.realtime.edge.netty;

import io.netty.channel.Channel;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What one edge has on one lane. <b>Threads:</b> confined to the lane. */
final class EdgeLane {

    private final EdgeParts parts;
    private final NettyLane lane;
    private final JakartaSide jakarta = new JakartaSide();
    private final Set<Channel> channels = new HashSet<>();
    private boolean closed;

    EdgeLane(EdgeParts parts, NettyLane lane) {
        this.parts = parts;
        this.lane = lane;
    }

    EdgeParts parts() {
        return parts;
    }

    EdgeLimits limits() {
        return parts.limits();
    }

    NettyLane lane() {
        return lane;
    }

    JakartaSide jakarta() {
        return jakarta;
    }

    /** @return false if the edge is closed and wants no more */
    boolean entered(Channel channel) {
        return !closed && channels.add(channel);
    }

    void left(Channel channel) {
        channels.remove(channel);
    }

    /** Cuts every connection. */
    void close() {
        closed = true;
        List.copyOf(channels).forEach(Cut::now);
        jakarta.close();
    }
}
