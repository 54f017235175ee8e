package dev.realtime.examples.assistant;

import dev.realtime.core.UserId;
import dev.realtime.core.hub.Hub;
import dev.realtime.core.spi.Call;
import java.util.Map;

/**
 * {@code thread.view} and {@code typing.start}: what a user does on one device is known on the others.
 */
record Threads(Hub hub) {

    void view(Call call) {
        tell(call, "thread.updated", Map.of("threadId", Json.text(call.data(), "threadId"), "viewed", true));
    }

    void typing(Call call) {
        tell(call, "typing.started", Map.of("threadId", Json.text(call.data(), "threadId")));
    }

    // Whoever said it knows it already.
    private void tell(Call call, String event, Map<String, ?> payload) {
        UserId user = call.caller().user();
        hub.sendToUser(user, Json.event(event, payload).from(call.client()).withoutEcho());
    }
}
