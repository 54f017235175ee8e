package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.CloseCode;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.spi.Telemetry;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * What peers ask for, handed to who does it. Every refusal is answered; the connection lives on.
 *
 * <p><b>Threads:</b> stateless; called on the connection's lane.
 */
final class Commands {

    private static final System.Logger LOG = System.getLogger(Commands.class.getName());

    private final Kernel kernel;
    private final Permits permits;
    private final Greeting greeting;
    private final Publishing publishing;
    private final Subscribing subscribing;
    private final ServerSubscribing serverSubscribing;
    private final Histories histories;
    private final Receipts receipts;
    private final Calling calling;
    private final Refreshing refreshing;
    private final Watching watching;
    private final Streaming streaming;

    Commands(Kernel kernel) {
        Credentials credentials = new Credentials(kernel);
        this.kernel = kernel;
        this.permits = new Permits(kernel);
        this.publishing = new Publishing(kernel, permits);
        this.watching = new Watching(kernel, permits);
        this.subscribing = new Subscribing(kernel, permits, watching);
        this.serverSubscribing = new ServerSubscribing(kernel, subscribing);
        this.histories = new Histories(kernel, permits);
        this.receipts = new Receipts(kernel, permits);
        this.calling = new Calling(kernel);
        this.streaming = new Streaming(kernel, permits);
        this.refreshing = new Refreshing(kernel, this, credentials);
        this.greeting = new Greeting(kernel, this, credentials);
    }

    Permits permits() {
        return permits;
    }

    Subscribing subscribing() {
        return subscribing;
    }

    ServerSubscribing serverSubscribing() {
        return serverSubscribing;
    }

    Watching watching() {
        return watching;
    }

    Receipts receipts() {
        return receipts;
    }

    Streaming streaming() {
        return streaming;
    }

    Greeting greeting() {
        return greeting;
    }

    void text(Connection connection, byte[] utf8) {
        guarded(connection, utf8.length, () -> connection.dialect().decode(utf8));
    }

    void binary(Connection connection, byte[] bytes) {
        if (connection.dialect().takesBinary()) {
            guarded(connection, bytes.length, () -> connection.dialect().decodeBinary(bytes));
        } else {
            tell(connection, ClientFrame.Kind.MALFORMED, bytes.length);
            connection.end(CloseCode.UNSUPPORTED_DATA);
        }
    }

    // A dialect or an authorizer with a bug must cost one answer, not the lane.
    private void guarded(Connection connection, int size, Supplier<ClientFrame> decode) {
        if (connection.isOver()) {
            return;
        }
        try {
            long waitNanos = connection.standing().takes(size, kernel.nanos());
            ClientFrame frame = decode(connection, size, decode);
            if (waitNanos == 0) {
                handle(connection, frame);
            } else {
                refuse(connection, frame, waitNanos);
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a message of " + connection + " could not be handled", e);
            connection.fail(OptionalLong.empty(), Optional.empty(), ErrorCode.INTERNAL_ERROR, "internal error");
        }
    }

    private ClientFrame decode(Connection connection, int size, Supplier<ClientFrame> decode) {
        ClientFrame.Kind kind = ClientFrame.Kind.MALFORMED;
        try {
            ClientFrame frame = decode.get();
            kind = frame.kind();
            return frame;
        } finally {
            tell(connection, kind, size);
        }
    }

    private void tell(Connection connection, ClientFrame.Kind kind, int size) {
        kernel.telemetry().received(connection.dialect().name(), kind, size);
    }

    /** Answers one message too many. It was read all the same, since its answer needs its id. */
    private void refuse(Connection connection, ClientFrame frame, long waitNanos) {
        Optional<ChannelName> channel = frame instanceof ClientFrame.Publish publish && !connection.isOpening()
                ? ChannelName.parse(connection.identity().tenant(), publish.channel())
                : Optional.empty();
        Optional<Duration> retryAfter = Optional.of(Duration.ofNanos(waitNanos));
        connection.fail(new ServerFrame.Failure(
                frame.id(), channel, ErrorCode.RATE_LIMIT_EXCEEDED, "too many messages", retryAfter, kernel.millis()));
        if (frame instanceof ClientFrame.Chunk chunk) {
            streaming.refused(connection, chunk);
        }
        if (connection.standing().floods(kernel.nanos())) {
            kernel.telemetry().limitHit(Telemetry.Limit.FLOODS);
            connection.standing().wasClosed();
            connection.end(CloseCode.RATE_LIMITED);
        }
    }

    /** Does what the frame asks for, or answers why not. */
    void handle(Connection connection, ClientFrame frame) {
        if (connection.isOver()) {
            return;
        }
        if (connection.isOpening()) {
            greeting.whileOpening(connection, frame);
            return;
        }
        if (frame instanceof ClientFrame.Publish publish) {
            publishing.publish(connection, publish);
        } else if (frame instanceof ClientFrame.Subscribe subscribe) {
            subscribing.subscribe(connection, subscribe);
        } else if (frame instanceof ClientFrame.Unsubscribe unsubscribe) {
            subscribing.unsubscribe(connection, unsubscribe);
        } else if (frame instanceof ClientFrame.History history) {
            histories.read(connection, history);
        } else if (frame instanceof ClientFrame.Presence presence) {
            watching.members(connection, presence);
        } else if (frame instanceof ClientFrame.Update update) {
            watching.update(connection, update);
        } else if (frame instanceof ClientFrame.Acknowledge acknowledge) {
            receipts.acknowledge(connection, acknowledge);
        } else if (frame instanceof ClientFrame.Chunk chunk) {
            streaming.chunk(connection, chunk);
        } else if (frame instanceof ClientFrame.Open open) {
            streaming.open(connection, open);
        } else if (frame instanceof ClientFrame.End end) {
            streaming.end(connection, end);
        } else if (frame instanceof ClientFrame.Cancel cancel) {
            streaming.cancel(connection, cancel);
        } else if (frame instanceof ClientFrame.Ping ping) {
            connection.tell(new ServerFrame.Pong(ping.id(), kernel.millis()));
        } else if (frame instanceof ClientFrame.Refresh refresh) {
            refreshing.refresh(connection, refresh);
        } else if (frame instanceof ClientFrame.Malformed malformed) {
            connection.mistake(malformed.id(), malformed.problem());
        } else if (frame instanceof ClientFrame.Call call) {
            calling.call(connection, call);
        } else if (frame instanceof ClientFrame.Connect connect) {
            connection.mistake(connect.id(), "connected already");
        }
    }
}
