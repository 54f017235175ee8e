package dev.realtime.examples.team;

import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.hub.Hub;
import dev.realtime.server.call.AdminCall;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * {@code documents.process {documentId}}: works on a document and says how far it is: processing, complete, ready. The
 * document's id is the message's key, and the channel keeps the newest of each key: who subscribes later sees how every
 * document stands, not how it came to that.
 */
final class Documents implements AdminCall {

    private static final int STEP = 25;
    private static final long MILLIS_A_STEP = 100;

    private final Hub hub;
    private final ScheduledExecutorService clock;

    Documents(Hub hub, ScheduledExecutorService clock) {
        this.hub = hub;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Payload> call(Payload params) {
        work(Json.text(params, "documentId"), 0);
        return CompletableFuture.completedStage(Json.of(Map.of("success", true)));
    }

    private void work(String document, int progress) {
        if (progress < 100) {
            tell(document, "processing", progress);
            clock.schedule(() -> work(document, progress + STEP), MILLIS_A_STEP, TimeUnit.MILLISECONDS);
        } else {
            tell(document, "complete", 100);
            clock.schedule(() -> tell(document, "ready", 100), MILLIS_A_STEP, TimeUnit.MILLISECONDS);
        }
    }

    private void tell(String document, String status, int progress) {
        Payload state = Json.of(Map.of("documentId", document, "status", status, "progress", progress));
        hub.publish(TeamChannels.DOCUMENTS, Message.of(state).key(document));
    }
}
