package dev.realtime.server.config;

import dev.realtime.core.Limits;
import java.time.Duration;
import java.util.Optional;

/**
 * {@link Limits} as they are set.
 *
 * <p><b>Threads:</b> immutable.
 */
public record LimitsConfig(
        @Setting(about = "Longest message of a peer, whole or in fragments.", value = "64KiB") Size maxMessageBytes,
        @Setting(about = "Connections of this node; beyond, a handshake is answered with 503.", value = "100000")
                int maxConnections,
        @Setting(about = "Connections of one user on this node.", value = "1000") int maxConnectionsPerUser,
        @Setting(about = "Subscriptions of one connection, its personal channel not counted.", value = "128")
                int maxChannelsPerConnection,
        @Setting(
                        about =
                                "Filters and members' states of one connection, all its subscriptions together, on the heap.",
                        value = "32KiB")
                Size maxSubscriptionBytes,
        @Setting(about = "Channels this node keeps at once.", value = "1000000") int maxChannels,
        @Setting(about = "Commands of one connection without an outcome; beyond, its socket is not read.", value = "32")
                int maxOutstandingCommands,
        @Setting(about = "Replies and pings waiting for one connection; beyond, it is closed as slow.", value = "256")
                int maxControlFrames,
        @Setting(about = "The same in bytes.", value = "64KiB") Size maxControlBytes,
        @Setting(about = "Bytes of its channels a connection may be behind before it counts as slow.", value = "1MiB")
                Size maxLagBytes,
        @Setting(about = "How long a connection may leave something unread.", value = "10s") Duration maxLagAge,
        @Setting(about = "Most bytes in one write to a socket.", value = "64KiB") Size maxWriteBytes,
        @Setting(about = "Most bytes for one connection before others have their turn.", value = "256KiB")
                Size maxTurnBytes,
        @Setting(about = "Publishes of this node waiting for their place in a log.", value = "16MiB")
                Size maxPendingPublishBytes,
        @Setting(
                        about = "Memory for the history of all channels; the least used goes first.",
                        defaultText = "a quarter of the heap")
                Optional<Size> historyBytes,
        @Setting(
                        about = "Malformed messages within `limits.mistake-window` after which a peer is closed.",
                        value = "10")
                int maxMistakes,
        @Setting(about = "Time in which `limits.max-mistakes` are counted.", value = "10s") Duration mistakeWindow,
        @Setting(about = "Silence before the server pings.", value = "30s") Duration pingAfter,
        @Setting(about = "Silence before the peer is given up, more than `limits.ping-after`.", value = "60s")
                Duration deadAfter,
        @Setting(about = "How long a peer may take to present itself in a message.", value = "10s")
                Duration connectTimeout,
        @Setting(about = "Calls of this node that wait for their handler.", value = "16MiB") Size maxWaitingCallBytes,
        @Setting(about = "Those of them that one user made.", value = "2MiB") Size maxWaitingCallBytesPerUser,
        @Setting(about = "How long a call may wait for its handler, and how long the handler may take.", value = "10s")
                Duration callTimeout,
        @Setting(
                        about = "How long a connection outlives its token, so that a fresh one can come; at least 1s.",
                        value = "25s")
                Duration tokenGrace,
        @Setting(
                        about = "Revocations of tokens this node keeps; beyond, the one whose tokens end soonest goes.",
                        value = "100000")
                int maxRevocations) {

    public LimitsConfig {
        if (deadAfter.compareTo(pingAfter) <= 0) {
            throw new IllegalArgumentException("need ping-after < dead-after");
        }
        if (tokenGrace.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("need a token-grace of 1s or more");
        }
        for (Size size : new Size[] {
            maxMessageBytes,
            maxSubscriptionBytes,
            maxControlBytes,
            maxWriteBytes,
            maxTurnBytes,
            maxWaitingCallBytesPerUser
        }) {
            size.asInt();
        }
    }

    /** The engine's limits. */
    public Limits limits() {
        return Limits.DEFAULT.with(limits -> {
            limits.maxMessageBytes = maxMessageBytes.asInt();
            limits.maxConnections = maxConnections;
            limits.maxConnectionsPerUser = maxConnectionsPerUser;
            limits.maxChannelsPerConnection = maxChannelsPerConnection;
            limits.maxSubscriptionBytes = maxSubscriptionBytes.asInt();
            limits.maxChannels = maxChannels;
            limits.maxOutstandingCommands = maxOutstandingCommands;
            limits.maxControlFrames = maxControlFrames;
            limits.maxControlBytes = maxControlBytes.asInt();
            limits.maxLagBytes = maxLagBytes.bytes();
            limits.maxLagAge = maxLagAge;
            limits.maxWriteBytes = maxWriteBytes.asInt();
            limits.maxTurnBytes = maxTurnBytes.asInt();
            limits.maxPendingPublishBytes = maxPendingPublishBytes.bytes();
            historyBytes.ifPresent(size -> limits.historyBytes = size.bytes());
            limits.maxMistakes = maxMistakes;
            limits.mistakeWindow = mistakeWindow;
            limits.pingAfter = pingAfter;
            limits.deadAfter = deadAfter;
            limits.connectTimeout = connectTimeout;
            limits.maxWaitingCallBytes = maxWaitingCallBytes.bytes();
            limits.maxWaitingCallBytesPerUser = maxWaitingCallBytesPerUser.asInt();
            limits.callTimeout = callTimeout;
            limits.tokenGrace = tokenGrace;
            limits.maxRevocations = maxRevocations;
        });
    }
}
