package dev.realtime.codec.jackson;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Payload;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ClientFrame.SubscribeOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The fields of one message of a client of {@code channels}, as far as they have been read.
 *
 * <p><b>Threads:</b> confined to the call that decodes.
 */
final class ChannelsRequest implements PlainDialect.Request {

    private static final Payload NULL = Payload.jsonBytes("null".getBytes(StandardCharsets.US_ASCII));
    private static final OptionalLong NO_ID = OptionalLong.empty();

    private String type = "";
    private String channel = "";
    private Optional<Payload> data = Optional.empty();

    @Override
    public void field(String name, JsonInput in) throws IOException {
        switch (name) {
            case "type" -> type = in.text(32);
            case "channel" -> channel = in.text(4 * ChannelName.MAX_LENGTH);
            case "data" -> data = Optional.of(in.payload());
            default -> {
                // The client's timestamp says nothing the server believes; the rest is not known here.
            }
        }
    }

    /** What the fields ask for. Clients in the field leave {@code type} out of their messages. */
    @Override
    public ClientFrame frame() {
        return switch (type) {
            case "subscribe" -> onChannel(new ClientFrame.Subscribe(NO_ID, channel, SubscribeOptions.NONE));
            case "unsubscribe" -> onChannel(new ClientFrame.Unsubscribe(NO_ID, channel));
            case "message" -> onChannel(message());
            case "" -> data.isPresent() ? onChannel(message()) : PlainDialect.malformed("type is missing");
            case "ping" -> new ClientFrame.Ping(NO_ID);
            case "pong" -> new ClientFrame.Pong();
            default -> PlainDialect.malformed("this type is not known here");
        };
    }

    private ClientFrame message() {
        return new ClientFrame.Publish(NO_ID, channel, "", data.orElse(NULL), false, "", Map.of());
    }

    private ClientFrame onChannel(ClientFrame frame) {
        return channel.isEmpty() ? PlainDialect.malformed("channel is missing") : frame;
    }
}
