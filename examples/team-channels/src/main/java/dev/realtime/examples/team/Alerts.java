package dev.realtime.examples.team;

import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.hub.Hub;
import dev.realtime.server.call.AdminCall;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** {@code alerts.raise {alertType, message}}: tells the whole team. */
record Alerts(Hub hub) implements AdminCall {

    @Override
    public CompletionStage<Payload> call(Payload params) {
        Payload alert =
                Json.of(Map.of("alertType", Json.text(params, "alertType"), "message", Json.text(params, "message")));
        return hub.publish(TeamChannels.NOTIFICATIONS, Message.of(alert))
                .thenApply(place -> Json.of(Map.of("success", true)));
    }
}
