package dev.realtime.examples.embed;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Identity;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.UserId;
import dev.realtime.core.hub.Hub;
import dev.realtime.core.spi.CallHandler;
import dev.realtime.server.RealtimeServer;

/** A backend that tells its users what happens, from its own process. */
public final class EmbedInABackend {

    private EmbedInABackend() {}

    /** @param args port, and the secret of the HS256 tokens your users bring, at least 32 characters */
    public static void main(String[] args) {
        run(args[0], args[1]);
    }

    private static void run(String port, String jwtSecret) {
        // region: embed
        try (RealtimeServer server = RealtimeServer.builder()
                .set("server.port", port)
                .set("auth.jwt.secret", jwtSecret)
                .onCall("tasks.count", CallHandler.answering(call -> tasksOf(call.caller())))
                .stopOnShutdown()
                .start()) {
            Hub hub = server.hub();
            hub.publish(ChannelName.of("chat"), Message.of(Payload.json("{\"text\":\"hello\"}")));
            hub.sendToUser(UserId.of("alice"), Message.of("task.created", Payload.json("{\"id\":1}")));
            System.out.println("Clients: " + server.urls());
            server.awaitStop();
        }
        // end: embed
    }

    /** What the backend knows of the user; a query may take its time here. */
    static Payload tasksOf(Identity caller) {
        return Payload.json("{\"count\":" + caller.user().value().length() + "}");
    }
}
