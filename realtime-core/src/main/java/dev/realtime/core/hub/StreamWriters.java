package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions.Feature;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.RefusedException;
import dev.realtime.core.policy.Account;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The streams that are written on one lane, and the clients that write some of them.
 *
 * <p><b>Threads:</b> confined to its lane.
 */
final class StreamWriters {

    private final LaneHub lane;
    // By the log that each writes.
    private final Map<ChannelName, StreamWriter> writers = new LinkedHashMap<>();
    private final Map<String, ClientStreams> clients = new HashMap<>();

    StreamWriters(LaneHub lane) {
        this.lane = lane;
    }

    int size() {
        return writers.size();
    }

    /**
     * Opens a stream, or refuses to; its {@link StreamWriter#opened} says which.
     *
     * @param named whether its id was chosen by somebody who may choose it twice
     */
    void open(StreamWriter writer, ChannelName parent, Message open, boolean named) {
        Kernel kernel = lane.kernel();
        if (parent.isFeed() || !kernel.optionsOf(parent).has(Feature.STREAMS)) {
            writer.refuse(new RefusedException(ErrorCode.NOT_AVAILABLE, "the channel has no streams"));
        } else if (writers.containsKey(writer.log())) {
            writer.refuse(taken());
        } else if (!kernel.streamCame(writer.user())) {
            writer.refuse(new RefusedException(ErrorCode.LIMIT_EXCEEDED, "too many streams"));
        } else {
            writers.put(writer.log(), writer);
            lane.connections().keepSweeping();
            if (named) {
                claim(writer, parent, open);
            } else {
                writer.start(Optional.empty());
            }
        }
    }

    // The broker remembers a claim for five minutes. Streams last longer, and so do their chunks, behind which those of
    // another must not stand.
    private void claim(StreamWriter writer, ChannelName parent, Message open) {
        OpenStreams.of(lane, parent).whenComplete((known, failure) -> {
            if (failure != null) {
                writer.refuse(new RefusedException(ErrorCode.NOT_AVAILABLE, "nobody knows whether the id is free"));
            } else if (known.containsKey(open.key())) {
                writer.refuse(taken());
            } else {
                writer.start(Optional.of(claim(open)));
            }
        });
    }

    private static RefusedException taken() {
        return new RefusedException(ErrorCode.CONFLICT, "the channel has, or had, a stream of that id");
    }

    void remove(StreamWriter writer) {
        if (writers.remove(writer.log(), writer)) {
            lane.kernel().streamGone(writer.user());
        }
    }

    /** What the client writes; made if there is nothing yet. */
    ClientStreams ofClient(String client, Account user) {
        lane.connections().keepSweeping();
        return clients.computeIfAbsent(client, name -> new ClientStreams(lane, name, user));
    }

    /** What the client writes, if anything. */
    Optional<ClientStreams> knownClient(String client) {
        return Optional.ofNullable(clients.get(client));
    }

    /** Looks after all. @return whether there are any */
    boolean sweep(long nowNanos) {
        if (!writers.isEmpty()) {
            List.copyOf(writers.values()).forEach(writer -> writer.sweep(nowNanos));
        }
        clients.values().removeIf(client -> client.isDone(nowNanos));
        return !writers.isEmpty() || !clients.isEmpty();
    }

    /** This node goes. @return completed when every end was told, or will not be */
    CompletableFuture<Void> endAll() {
        List<StreamWriter> all = List.copyOf(writers.values());
        all.forEach(writer -> writer.fail("SHUTDOWN"));
        return CompletableFuture.allOf(all.stream().map(StreamWriter::ended).toArray(CompletableFuture[]::new));
    }

    // Two who claim one id differ in the data, and the broker lets the first one have it.
    private Message claim(Message open) {
        Payload data = Payload.json('"' + lane.kernel().randomId() + '"');
        return new Message(
                open.kind(),
                open.event(),
                data,
                open.origin(),
                open.echo(),
                open.via(),
                open.key(),
                open.tags(),
                "open " + open.key());
    }
}
