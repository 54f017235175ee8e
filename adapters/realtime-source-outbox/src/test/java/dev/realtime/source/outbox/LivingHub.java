package dev.realtime.source.outbox;

import static org.awaitility.Awaitility.await;

import dev.realtime.codec.jackson.ChannelsDialect;
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

/** A real hub on real lanes, to which subscribers are connected. */
final class LivingHub implements AutoCloseable {

    private final NettyLanes lanes = NettyLanes.open(2);
    private final Hub hub = Hub.builder()
            .lanes(lanes.lanes())
            .authorizer(Authorizer.everything())
            .build();

    Hub hub() {
        return hub;
    }

    /** A connection that is subscribed to a channel: from now on it is shown what is published there. */
    Subscriber subscriber(String channel) {
        Subscriber subscriber = new Subscriber();
        Lane lane = lanes.lanes().get(0);
        Authenticator nobody = token ->
                CompletableFuture.completedStage(new Authenticator.Outcome.Rejected(ErrorCode.UNAUTHORIZED, "nobody"));
        Admission.Accepted admission = new Admission.Accepted(
                new ChannelsDialect(),
                Optional.empty(),
                Optional.of(Identity.verified(UserId.of("ann"))),
                nobody,
                "127.0.0.1",
                List.of(new ChannelTemplate(channel)));
        lane.execute(() -> hub.accept(lane, subscriber, admission));
        await().atMost(Duration.ofSeconds(5)).until(subscriber::isGreeted);
        return subscriber;
    }

    @Override
    public void close() {
        hub.close();
        lanes.close();
    }

    /** Takes every frame at once, and remembers the numbers in it. */
    static final class Subscriber implements Link {

        private static final Pattern NUMBER = Pattern.compile("\"n\": ?(\\d+)");

        private final List<Integer> numbers = new ArrayList<>();
        private boolean greeted;

        synchronized List<Integer> numbers() {
            return List.copyOf(numbers);
        }

        private synchronized boolean isGreeted() {
            return greeted;
        }

        @Override
        public synchronized int write(Batch batch) {
            for (int i = 0; i < batch.count(); i++) {
                Matcher number = NUMBER.matcher(batch.frame(i).text());
                if (number.find()) {
                    numbers.add(Integer.parseInt(number.group(1)));
                }
                greeted = true;
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
