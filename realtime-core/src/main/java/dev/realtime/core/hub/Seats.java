package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * How many subscribers each channel has on this node, counted for channels that limit them.
 *
 * <p><b>Threads:</b> thread-safe: subscribers of one channel live on different lanes.
 */
final class Seats {

    private final Function<ChannelName, ChannelOptions> options;
    private final Map<ChannelName, Integer> taken = new ConcurrentHashMap<>();

    Seats(Function<ChannelName, ChannelOptions> options) {
        this.options = options;
    }

    /** @return whether the channel has room for one more; if so it is counted until {@link #giveBack} */
    boolean take(ChannelName channel) {
        int max = options.apply(channel).maxSubscribers();
        if (max == 0) {
            return true;
        }
        int now = taken.merge(channel, 1, Integer::sum);
        if (now > max) {
            giveBack(channel);
        }
        return now <= max;
    }

    void giveBack(ChannelName channel) {
        taken.computeIfPresent(channel, (name, count) -> count == 1 ? null : count - 1);
    }
}
