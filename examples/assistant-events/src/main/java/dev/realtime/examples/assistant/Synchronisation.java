package dev.realtime.examples.assistant;

import dev.realtime.core.UserId;
import dev.realtime.core.hub.Hub;
import dev.realtime.core.spi.Call;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** {@code sync.request}: reads the mailbox and tells how far it is, and what it found. Put your own reading in its place. */
final class Synchronisation {

    private static final int THREADS = 3;
    private static final long MILLIS_A_THREAD = 50;

    private final Hub hub;
    private final ScheduledExecutorService clock;
    private final AtomicInteger synchronisations = new AtomicInteger();

    Synchronisation(Hub hub, ScheduledExecutorService clock) {
        this.hub = hub;
        this.clock = clock;
    }

    void begin(Call call) {
        UserId user = call.caller().user();
        String id = "sync-" + synchronisations.incrementAndGet();
        tell(user, "sync.started", Map.of("syncId", id));
        read(user, id, 1);
    }

    private void read(UserId user, String id, int thread) {
        if (thread > THREADS) {
            tell(user, "sync.completed", Map.of("syncId", id, "success", true, "results", Map.of("threads", THREADS)));
            return;
        }
        String threadId = id + "-t" + thread;
        tell(user, "thread.new", Map.of("threadId", threadId, "subject", "Offer " + thread));
        tell(user, "sync.progress", Map.of("syncId", id, "threads", thread, "of", THREADS));
        if (thread == THREADS) {
            understand(user, threadId);
        }
        clock.schedule(() -> read(user, id, thread + 1), MILLIS_A_THREAD, TimeUnit.MILLISECONDS);
    }

    private void understand(UserId user, String threadId) {
        tell(
                user,
                "thread.updated",
                Map.of(
                        "threadId",
                        threadId,
                        "classification",
                        "sales",
                        "category",
                        "offer",
                        "nextActionOwner",
                        "user"));
        tell(
                user,
                "deal.risk",
                Map.of("threadId", threadId, "level", "high", "flags", List.of("silent"), "reason", "no answer yet"));
        tell(user, "task.created", Map.of("taskId", threadId + "-task", "title", "Call back", "threadId", threadId));
    }

    private void tell(UserId user, String event, Map<String, ?> payload) {
        hub.sendToUser(user, Json.event(event, payload));
    }
}
