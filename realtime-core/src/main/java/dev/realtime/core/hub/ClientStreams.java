package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.RefusedException;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.policy.Account;
import dev.realtime.core.spi.Telemetry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The streams that one client writes, under names of its own. They belong to the client, not to its connection: one that
 * comes back soon with its session goes on.
 *
 * <p><b>Threads:</b> confined to the lane that the client's id falls to.
 */
final class ClientStreams {

    private final LaneHub home;
    private final String client;
    private final Account user;
    private final Map<String, ClientStream> streams = new LinkedHashMap<>();
    // Where the client is; null while it is away.
    private Connection connection;
    private long goneAtNanos;

    ClientStreams(LaneHub home, String client, Account user) {
        this.home = home;
        this.client = client;
        this.user = user;
    }

    /** A repeat is the same act: a client may not have heard of the first one's outcome. */
    CompletableFuture<StreamPosition> open(Connection from, String name, ChannelName channel, String event) {
        speaks(from);
        ClientStream open = streams.get(name);
        if (open != null) {
            StreamWriter known = open.writer();
            return known.isOf(channel, event) && !known.isEnding()
                    ? known.opened()
                    : refused(ErrorCode.CONFLICT, "a stream of that name is open");
        }
        if (streams.size() >= home.kernel().limits().maxStreamsPerConnection()) {
            home.kernel().telemetry().limitHit(Telemetry.Limit.STREAMS_PER_CLIENT);
            return refused(ErrorCode.LIMIT_EXCEEDED, "too many streams");
        }
        Message entry = StreamEntry.open(home.kernel().newStreamId(), event)
                .from(client)
                .withoutEcho();
        StreamWriter writer = new StreamWriter(home, channel, entry, Optional.of(user));
        ClientStream stream = new ClientStream(writer);
        streams.put(name, stream);
        writer.ended().whenComplete((end, failure) -> streams.remove(name, stream));
        writer.cancelled().thenRun(() -> tellCancel(name));
        home.streams().open(writer, channel, entry, false);
        return writer.opened();
    }

    CompletableFuture<StreamPosition> chunk(Connection from, String name, long seq, Payload data) {
        speaks(from);
        ClientStream stream = streams.get(name);
        return stream == null ? notOpen() : stream.chunk(seq, data);
    }

    /** A chunk was refused before it came here. */
    void refused(String name, long seq) {
        ClientStream stream = streams.get(name);
        if (stream != null) {
            stream.sent(seq);
        }
    }

    CompletableFuture<StreamPosition> end(Connection from, String name, Payload data, String error) {
        speaks(from);
        ClientStream stream = streams.get(name);
        return stream == null ? notOpen() : stream.end(data, error);
    }

    // What was on its way when the client came back on another connection may come after that.
    private void speaks(Connection from) {
        if (connection == null || streams.isEmpty()) {
            connection = from;
        }
    }

    /** The channels in which it writes, by its names of the streams. */
    Map<String, ChannelName> channels() {
        Map<String, ChannelName> channels = new LinkedHashMap<>();
        streams.forEach((name, stream) -> channels.put(name, stream.writer().parent()));
        return channels;
    }

    /** Ends the stream of that name, if it still is one of that channel. */
    void fail(String name, ChannelName channel, String error) {
        ClientStream stream = streams.get(name);
        if (stream != null && stream.writer().parent().equals(channel)) {
            stream.writer().fail(error);
        }
    }

    /** The client took its session up on another connection. */
    void back(Connection now) {
        connection = now;
        streams.forEach((name, stream) -> {
            if (stream.writer().cancelled().isDone()) {
                tellCancel(name);
            }
        });
    }

    void gone(Connection closed) {
        if (connection == closed) {
            connection = null;
            goneAtNanos = home.kernel().nanos();
        }
    }

    /** Gives up what an absent client left open. @return whether nothing is left */
    boolean isDone(long nowNanos) {
        if (connection == null && nowNanos - goneAtNanos > StreamWriter.PATIENCE_NANOS) {
            List.copyOf(streams.values()).forEach(stream -> stream.writer().fail("ABANDONED"));
        }
        return streams.isEmpty();
    }

    private void tellCancel(String name) {
        Connection there = connection;
        if (there != null) {
            there.lane().run(() -> there.tell(new ServerFrame.StreamCancel(name)));
        }
    }

    static CompletableFuture<StreamPosition> notOpen() {
        return refused(ErrorCode.CONFLICT, "no stream of that name is open");
    }

    private static CompletableFuture<StreamPosition> refused(ErrorCode code, String why) {
        return CompletableFuture.failedFuture(new RefusedException(code, why));
    }
}
