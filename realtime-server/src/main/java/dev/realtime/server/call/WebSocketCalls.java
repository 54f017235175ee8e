package dev.realtime.server.call;

import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.UserId;
import dev.realtime.core.hub.Hub;
import dev.realtime.core.hub.HubStats;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/**
 * The calls the server brings: {@code websocket.stats}, {@code websocket.broadcast} and {@code websocket.send}.
 *
 * <p><b>Shape:</b> all take a {@code tenant} besides their own parameters; without one they mean the default tenant.
 *
 * <p><b>Threads:</b> thread-safe.
 *
 * @param known channels that clients of this server can subscribe to, told even without subscribers
 * @param maxDataBytes longest data, as of clients
 */
public record WebSocketCalls(Hub hub, Set<String> known, int maxDataBytes) {

    public AdminCalls addTo(AdminCalls calls) {
        return calls.with("websocket.stats", params -> stats())
                .with("websocket.broadcast", this::broadcast)
                .with("websocket.send", this::send);
    }

    private CompletionStage<Payload> stats() {
        return hub.stats().thenApply(this::describe);
    }

    private Payload describe(HubStats stats) {
        Map<String, Integer> subscribers = new TreeMap<>();
        known.forEach(name -> subscribers.put(name, 0));
        stats.subscribers().forEach((channel, count) -> subscribers.put(channel.toString(), count));
        return Payload.json(Json.object(json -> {
            json.writeBooleanField("enabled", true);
            json.writeNumberField("activeClients", stats.connections());
            json.writeArrayFieldStart("channels");
            for (Map.Entry<String, Integer> channel : subscribers.entrySet()) {
                json.writeStartObject();
                json.writeStringField("name", channel.getKey());
                json.writeNumberField("subscribers", channel.getValue());
                json.writeEndObject();
            }
            json.writeEndArray();
        }));
    }

    private CompletionStage<Payload> broadcast(Payload params) {
        Params fields = Params.of(params, List.of("tenant", "channel", "data"));
        return hub.publish(fields.channel(fields.tenant()), Message.of(PublishCalls.data(fields, maxDataBytes)))
                .thenApply(PublishCalls::accepted);
    }

    private CompletionStage<Payload> send(Payload params) {
        Params fields = Params.of(params, List.of("tenant", "userId", "channel", "data"));
        UserId user = fields.user();
        Message message = Message.of(PublishCalls.data(fields, maxDataBytes)).via(fields.channel(user.tenant()));
        return hub.sendToUser(user, message).thenApply(PublishCalls::accepted);
    }
}
