package dev.realtime.source.dapr;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Publication;
import dev.realtime.core.hub.Hub;
import dev.realtime.core.sim.SimWorld;
import dev.realtime.core.spi.Authorizer;
import dev.realtime.source.Routing;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Events on their way into a real hub. */
class DaprToHubTest {

    private static final Duration LONG = Duration.ofSeconds(1);

    private final SimWorld world = new SimWorld(1);
    private final Hub hub = Hub.builder()
            .lanes(world.lanes(2))
            .ticker(world.ticker())
            .wallClock(world.wallClock())
            .authorizer(Authorizer.everything())
            .build();
    private final DaprApi api = new DaprApi(
            hub::publish, DaprOptions.of(DaprSubscription.of("pubsub", "task-updates", Routing.TASK_UPDATES)));

    @Test
    @DisplayName("KF07: an event that Dapr delivers twice stands in its user's log once")
    void takesAnEventOnce() {
        deliver("1", "ann", 1);
        deliver("1", "ann", 1);
        deliver("2", "ann", 2);
        deliver("1", "ann", 1);

        assertThat(logOf("ann")).containsExactly(record("ann", 1), record("ann", 2));
    }

    @Test
    @DisplayName("KF09: an event reaches the log of its user and no other")
    void reachesItsUserAlone() {
        deliver("1", "ann", 1);
        deliver("2", "bob", 2);

        assertThat(logOf("ann")).containsExactly(record("ann", 1));
        assertThat(logOf("bob")).containsExactly(record("bob", 2));
    }

    @Test
    void dropsAnotherEventUnderAKnownName() {
        deliver("1", "ann", 1);

        assertThat(send("1", "ann", 2)).isEqualTo("{\"status\":\"DROP\"}");
        assertThat(logOf("ann")).containsExactly(record("ann", 1));
    }

    private void deliver(String id, String user, int task) {
        assertThat(send(id, user, task)).isEqualTo("{\"status\":\"SUCCESS\"}");
    }

    private String send(String id, String user, int task) {
        String body = "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"s\",\"type\":\"t\",\"data\":"
                + record(user, task) + "}";
        Map<String, List<String>> headers = Map.of("content-type", List.of("application/cloudevents+json"));
        DaprRequest request = new DaprRequest(
                "POST", DaprSubscription.ROUTES + "task-updates", headers, body.getBytes(UTF_8), "127.0.0.1");
        CompletableFuture<DaprReply> reply = api.handle(request).toCompletableFuture();
        world.runUntil(reply::isDone, LONG);
        return new String(reply.join().body(), UTF_8);
    }

    private List<String> logOf(String user) {
        CompletableFuture<List<Publication>> log = hub.history(ChannelName.of("tasks#" + user), Optional.empty(), 100)
                .thenApply(history -> history.publications())
                .toCompletableFuture();
        world.runUntil(log::isDone, LONG);
        return log.join().stream()
                .map(each -> new String(each.message().data().bytes(), UTF_8))
                .toList();
    }

    private static String record(String user, int task) {
        return "{\"event_type\":\"created\",\"user_id\":\"" + user + "\",\"task_id\":" + task + "}";
    }
}
