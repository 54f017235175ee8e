package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.spi.Authorizer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;

/** A hub on one lane that runs when the test says so. */
abstract class OneLaneHub {

    static final ChannelName CHAT = ChannelName.of("chat");

    final ManualLane lane = new ManualLane();
    Hub hub;

    @BeforeEach
    void build() {
        hub = builder().build();
    }

    final HubBuilder builder() {
        return Hub.builder().lanes(List.of(lane)).ticker(lane).wallClock(lane).authorizer(Authorizer.everything());
    }

    final void publishes(int count) {
        for (int i = 1; i <= count; i++) {
            hub.publish(CHAT, message("" + i));
            lane.run();
        }
    }

    static Message message(String json) {
        return Message.of(AnyPayload.of(json));
    }

    final HubStats stats() {
        return hub.stats().toCompletableFuture().join();
    }

    final LaneHub lane1() {
        return hub.kernel().lanes()[0];
    }

    /** The epoch that the channel's log has. */
    final String epochOf(ChannelName channel) {
        return hub.kernel()
                .broker()
                .readBack(channel, Optional.empty(), 1, 1)
                .toCompletableFuture()
                .join()
                .top()
                .epoch();
    }

    final Connection connectionOf(String user) {
        for (Connection connection : lane1().connections().toArray()) {
            if (connection.identity().user().value().equals(user)) {
                return connection;
            }
        }
        throw new AssertionError("no connection of " + user);
    }
}
