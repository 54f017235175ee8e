package dev.realtime.core;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Every bound of the engine. Nothing in it is unbounded; who raises a number here answers for the memory
 * (docs/limits.md has the formula).
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param maxMessageBytes longest message of a peer, whole or in fragments
 * @param maxConnections connections of this node
 * @param maxConnectionsPerUser connections of one user on this node
 * @param maxChannelsPerConnection subscriptions of one connection, its personal channel not counted
 * @param maxChannels channels this node keeps at once
 * @param maxOutstandingCommands commands of one connection without an outcome; beyond, its socket is not read
 * @param maxControlFrames replies, pings and the like waiting for one connection; beyond, it is closed as slow
 * @param maxControlBytes the same in bytes
 * @param maxLagBytes bytes of its channels a connection may be behind
 * @param maxLagAge how long a connection may leave something unread
 * @param maxWriteBytes most bytes in one write
 * @param maxTurnBytes most bytes for one connection before others have their turn
 * @param maxHistoryCount most entries in an answer to a history request
 * @param maxEscalations messages of this node that wait for an acknowledgement, where such are escalated
 * @param maxEscalationBytes the same in bytes
 * @param maxPendingPublishBytes publishes of this node waiting for their place in a log
 * @param historyBytes memory for the history of all channels of this node; the least used goes first
 * @param maxPresenceMembers most members in an answer to the question who is present
 * @param maxAnnouncedMembers members of a channel with connections to this node, and changes in a second, up to which each
 *     one who comes or goes is announced; beyond, the number of members is, once a second
 * @param maxStateBytes longest state of a member
 * @param maxSubscriptionBytes bytes of the filters and of the members' states that one connection has, all its subscriptions
 *     together, as they are on the heap
 * @param maxStreams streams that this node has open for its application, and as many for clients
 * @param maxStreamsPerUser those of them that the clients of one user have open
 * @param maxStreamsPerConnection streams that one connection reads, and as many that it may have open itself
 * @param maxStreamBytes bytes of the chunks of one stream; beyond, it ends with an error
 * @param streamSilence how long a stream may be without a new chunk; beyond, it ends with an error
 * @param maxMistakes malformed messages within {@code mistakeWindow} after which a peer is closed
 * @param quotas how much of the server one peer may use up
 * @param pingAfter silence before the server pings
 * @param deadAfter silence before the peer is given up, more than {@code pingAfter}
 * @param connectTimeout how long a peer may take to present itself, where its dialect lets it do so in a message
 * @param maxWaitingCallBytes calls of this node that wait for their handler
 * @param maxWaitingCallBytesPerUser those of them that one user made
 * @param callTimeout how long a call may wait for its handler, and how long the handler may take
 * @param tokenGrace how long a connection outlives its token, so that a fresh one can come; at least a second
 * @param maxRevocations revocations of tokens that this node keeps; beyond, the one whose tokens end soonest gives way
 */
public record Limits(
        int maxMessageBytes,
        int maxConnections,
        int maxConnectionsPerUser,
        int maxChannelsPerConnection,
        int maxChannels,
        int maxOutstandingCommands,
        int maxControlFrames,
        int maxControlBytes,
        long maxLagBytes,
        Duration maxLagAge,
        int maxWriteBytes,
        int maxTurnBytes,
        int maxHistoryCount,
        int maxEscalations,
        long maxEscalationBytes,
        long maxPendingPublishBytes,
        long historyBytes,
        int maxPresenceMembers,
        int maxAnnouncedMembers,
        int maxStateBytes,
        int maxSubscriptionBytes,
        int maxStreams,
        int maxStreamsPerUser,
        int maxStreamsPerConnection,
        int maxStreamBytes,
        Duration streamSilence,
        int maxMistakes,
        Duration mistakeWindow,
        Quotas quotas,
        Duration pingAfter,
        Duration deadAfter,
        Duration connectTimeout,
        long maxWaitingCallBytes,
        int maxWaitingCallBytesPerUser,
        Duration callTimeout,
        Duration tokenGrace,
        int maxRevocations) {

    /** What a server without any configuration uses. */
    public static final Limits DEFAULT = new Builder().build();

    public Limits {
        positive("maxMessageBytes", maxMessageBytes);
        positive("maxConnections", maxConnections);
        positive("maxConnectionsPerUser", maxConnectionsPerUser);
        positive("maxChannelsPerConnection", maxChannelsPerConnection);
        positive("maxChannels", maxChannels);
        positive("maxOutstandingCommands", maxOutstandingCommands);
        positive("maxControlFrames", maxControlFrames);
        positive("maxControlBytes", maxControlBytes);
        positive("maxLagBytes", maxLagBytes);
        positive("maxLagAge", maxLagAge.toNanos());
        positive("maxWriteBytes", maxWriteBytes);
        positive("maxTurnBytes", maxTurnBytes);
        positive("maxHistoryCount", maxHistoryCount);
        positive("maxEscalations", maxEscalations);
        positive("maxEscalationBytes", maxEscalationBytes);
        positive("maxPendingPublishBytes", maxPendingPublishBytes);
        positive("historyBytes", historyBytes);
        positive("maxPresenceMembers", maxPresenceMembers);
        positive("maxAnnouncedMembers", maxAnnouncedMembers);
        positive("maxStateBytes", maxStateBytes);
        positive("maxSubscriptionBytes", maxSubscriptionBytes);
        positive("maxStreams", maxStreams);
        positive("maxStreamsPerUser", maxStreamsPerUser);
        positive("maxStreamsPerConnection", maxStreamsPerConnection);
        positive("maxStreamBytes", maxStreamBytes);
        positive("streamSilence", streamSilence.toNanos());
        positive("maxMistakes", maxMistakes);
        positive("mistakeWindow", mistakeWindow.toNanos());
        Objects.requireNonNull(quotas, "quotas");
        positive("pingAfter", pingAfter.toNanos());
        positive("connectTimeout", connectTimeout.toNanos());
        positive("maxWaitingCallBytes", maxWaitingCallBytes);
        positive("maxWaitingCallBytesPerUser", maxWaitingCallBytesPerUser);
        positive("callTimeout", callTimeout.toNanos());
        if (deadAfter.compareTo(pingAfter) <= 0) {
            throw new IllegalArgumentException("need pingAfter < deadAfter but got " + pingAfter + ", " + deadAfter);
        }
        positive("maxRevocations", maxRevocations);
        if (tokenGrace.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("need a tokenGrace of PT1S or more but got " + tokenGrace);
        }
    }

    /** Longest reply to a call, in its dialect's form: what is left of {@code maxControlBytes} is for everything else. */
    public int maxReplyBytes() {
        return (int) (maxControlBytes * 3L / 4);
    }

    /** These limits with some changed. */
    public Limits with(Consumer<Builder> changes) {
        Builder builder = new Builder(this);
        changes.accept(builder);
        return builder.build();
    }

    private static void positive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("need " + name + " above zero but got " + value);
        }
    }

    /** Mutable twin of {@link Limits}; its fields are the components. Confined to the thread that builds. */
    public static final class Builder {
        public int maxMessageBytes = 64 * 1024;
        public int maxConnections = 100_000;
        public int maxConnectionsPerUser = 1_000;
        public int maxChannelsPerConnection = 128;
        public int maxChannels = 1_000_000;
        public int maxOutstandingCommands = 32;
        public int maxControlFrames = 256;
        public int maxControlBytes = 64 * 1024;
        public long maxLagBytes = 1024 * 1024;
        public Duration maxLagAge = Duration.ofSeconds(10);
        public int maxWriteBytes = 64 * 1024;
        public int maxTurnBytes = 256 * 1024;
        public int maxHistoryCount = 1_000;
        public int maxEscalations = 100_000;
        public long maxEscalationBytes = 32L * 1024 * 1024;
        public long maxPendingPublishBytes = 16L * 1024 * 1024;
        public long historyBytes = Runtime.getRuntime().maxMemory() / 4;
        public int maxPresenceMembers = 1_000;
        public int maxAnnouncedMembers = 1_000;
        public int maxStateBytes = 4 * 1024;
        public int maxSubscriptionBytes = 32 * 1024;
        public int maxStreams = 10_000;
        public int maxStreamsPerUser = 1_000;
        public int maxStreamsPerConnection = 64;
        public int maxStreamBytes = 1024 * 1024;
        public Duration streamSilence = Duration.ofMinutes(5);
        public int maxMistakes = 10;
        public Duration mistakeWindow = Duration.ofSeconds(10);
        public Quotas quotas = Quotas.DEFAULT;
        public Duration pingAfter = Duration.ofSeconds(30);
        public Duration deadAfter = Duration.ofSeconds(60);
        public Duration connectTimeout = Duration.ofSeconds(10);
        public long maxWaitingCallBytes = 16L * 1024 * 1024;
        public int maxWaitingCallBytesPerUser = 2 * 1024 * 1024;
        public Duration callTimeout = Duration.ofSeconds(10);
        public Duration tokenGrace = Duration.ofSeconds(25);
        public int maxRevocations = 100_000;

        Builder() {}

        Builder(Limits from) {
            maxMessageBytes = from.maxMessageBytes;
            maxConnections = from.maxConnections;
            maxConnectionsPerUser = from.maxConnectionsPerUser;
            maxChannelsPerConnection = from.maxChannelsPerConnection;
            maxChannels = from.maxChannels;
            maxOutstandingCommands = from.maxOutstandingCommands;
            maxControlFrames = from.maxControlFrames;
            maxControlBytes = from.maxControlBytes;
            maxLagBytes = from.maxLagBytes;
            maxLagAge = from.maxLagAge;
            maxWriteBytes = from.maxWriteBytes;
            maxTurnBytes = from.maxTurnBytes;
            maxHistoryCount = from.maxHistoryCount;
            maxEscalations = from.maxEscalations;
            maxEscalationBytes = from.maxEscalationBytes;
            maxPendingPublishBytes = from.maxPendingPublishBytes;
            historyBytes = from.historyBytes;
            maxPresenceMembers = from.maxPresenceMembers;
            maxAnnouncedMembers = from.maxAnnouncedMembers;
            maxStateBytes = from.maxStateBytes;
            maxSubscriptionBytes = from.maxSubscriptionBytes;
            maxStreams = from.maxStreams;
            maxStreamsPerUser = from.maxStreamsPerUser;
            maxStreamsPerConnection = from.maxStreamsPerConnection;
            maxStreamBytes = from.maxStreamBytes;
            streamSilence = from.streamSilence;
            maxMistakes = from.maxMistakes;
            mistakeWindow = from.mistakeWindow;
            quotas = from.quotas;
            pingAfter = from.pingAfter;
            deadAfter = from.deadAfter;
            connectTimeout = from.connectTimeout;
            maxWaitingCallBytes = from.maxWaitingCallBytes;
            maxWaitingCallBytesPerUser = from.maxWaitingCallBytesPerUser;
            callTimeout = from.callTimeout;
            tokenGrace = from.tokenGrace;
            maxRevocations = from.maxRevocations;
        }

        private Limits build() {
            return new Limits(
                    maxMessageBytes,
                    maxConnections,
                    maxConnectionsPerUser,
                    maxChannelsPerConnection,
                    maxChannels,
                    maxOutstandingCommands,
                    maxControlFrames,
                    maxControlBytes,
                    maxLagBytes,
                    maxLagAge,
                    maxWriteBytes,
                    maxTurnBytes,
                    maxHistoryCount,
                    maxEscalations,
                    maxEscalationBytes,
                    maxPendingPublishBytes,
                    historyBytes,
                    maxPresenceMembers,
                    maxAnnouncedMembers,
                    maxStateBytes,
                    maxSubscriptionBytes,
                    maxStreams,
                    maxStreamsPerUser,
                    maxStreamsPerConnection,
                    maxStreamBytes,
                    streamSilence,
                    maxMistakes,
                    mistakeWindow,
                    quotas,
                    pingAfter,
                    deadAfter,
                    connectTimeout,
                    maxWaitingCallBytes,
                    maxWaitingCallBytesPerUser,
                    callTimeout,
                    tokenGrace,
                    maxRevocations);
        }
    }
}
