package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Asks every lane what it holds. <b>Threads:</b> stateless. */
final class Stats {

    private Stats() {}

    static CompletionStage<HubStats> of(Kernel kernel) {
        CompletableFuture<Map<ChannelName, Integer>> all = CompletableFuture.completedFuture(Map.of());
        for (LaneHub lane : kernel.lanes()) {
            all = all.thenCombine(subscribersOn(lane), Stats::sum);
        }
        return all.thenApply(subscribers ->
                new HubStats(kernel.connections(), kernel.peers().connectionsOfUsers(), Map.copyOf(subscribers)));
    }

    private static CompletableFuture<Map<ChannelName, Integer>> subscribersOn(LaneHub lane) {
        CompletableFuture<Map<ChannelName, Integer>> answer = new CompletableFuture<>();
        lane.run(() -> {
            Map<ChannelName, Integer> counts = new HashMap<>();
            for (Audience audience : lane.audiences()) {
                boolean isShared =
                        !audience.name().isPersonal() && !audience.name().isInternal();
                if (isShared && audience.size() > 0) {
                    counts.put(audience.name(), audience.size());
                }
            }
            answer.complete(counts);
        });
        return answer;
    }

    private static Map<ChannelName, Integer> sum(Map<ChannelName, Integer> one, Map<ChannelName, Integer> other) {
        Map<ChannelName, Integer> sum = new HashMap<>(one);
        other.forEach((channel, count) -> sum.merge(channel, count, Integer::sum));
        return sum;
    }
}
