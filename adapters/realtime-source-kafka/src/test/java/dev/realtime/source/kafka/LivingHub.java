package dev.realtime.source.kafka;

import static org.awaitility.Awaitility.await;

import dev.realtime.codec.jackson.TaskUpdatesDialect;
import dev.realtime.core.ChannelTemplate;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Identity;
import dev.realtime.core.UserId;
import dev.realtime.core.frame.Batch;
import dev.realtime.core.hub.Hub;
import dev.realtime.core.spi.Admission;
import dev.realtime.core.spi.Authenticator;
import dev.realtime.core.spi.Authorizer;
import dev.realtime.core.spi.Lane;
import dev.realtime.core.spi.Link;
import dev.realtime.edge.netty.NettyLanes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real hub on real lanes, to which subscribers of the dialect {@code task-updates} are connected. */
final class LivingHub implements AutoCloseable {

    private final NettyLanes lanes = NettyLanes.open(2);
    private final Hub hub = Hub.builder()
            .lanes(lanes.lanes())
            .authorizer(Authorizer.everything())
            .build();

    Hub hub() {
        return hub;
    }

    /** A connection of a user, greeted: from now on it is shown what its user is. */
    Subscriber subscriber(String user) {
        Subscriber subscriber = new Subscriber();
        Lane lane = lanes.lanes().get(0);
        Authenticator nobody = token ->
                CompletableFuture.completedStage(new Authenticator.Outcome.Rejected(ErrorCode.UNAUTHORIZED, "nobody"));
        Admission.Accepted admission = new Admission.Accepted(
                new TaskUpdatesDialect(),
                Optional.empty(),
                Optional.of(Identity.verified(UserId.of(user))),
                nobody,
                "127.0.0.1",
                List.of(new ChannelTemplate("tasks#{user}")));
        lane.execute(() -> hub.accept(lane, subscriber, admission));
        await().atMost(Duration.ofSeconds(5)).until(subscriber::isGreeted);
        return subscriber;
    }

    @Override
    public void close() {
        hub.close();
        lanes.close();
    }

    /** Takes every frame at once, and remembers the tasks it is told of. */
    static final class Subscriber implements Link {

        private static final Pattern TASK = Pattern.compile("\"task_id\":(\\d+)");

        private final List<Integer> tasks = new ArrayList<>();
        private boolean greeted;

        synchronized List<Integer> tasks() {
            return List.copyOf(tasks);
        }

        private synchronized boolean isGreeted() {
            return greeted;
        }

        @Override
        public synchronized int write(Batch batch) {
            for (int i = 0; i < batch.count(); i++) {
                String text = batch.frame(i).text();
                greeted |= text.contains("\"type\":\"connected\"");
                Matcher task = TASK.matcher(text);
                if (task.find()) {
                    tasks.add(Integer.parseInt(task.group(1)));
                }
            }
            return batch.count();
        }

        @Override
        public boolean isBusy() {
            return false;
        }

        @Override
        public void close(int code, String reason) {}

        @Override
        public void abort() {}

        @Override
        public void reading(boolean on) {}
    }
}
