package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Asks every lane what it holds. <b>Threads:</b> stateless. */
final class Stats {

    private Stats() {}

    /** What one lane holds, or several together. */
    private record Share(Map<ChannelName, Integer> subscribers, long waitingEntries, long waitingBytes) {

        static final Share NOTHING = new Share(Map.of(), 0, 0);

        Share plus(Share other) {
            Map<ChannelName, Integer> sum = new HashMap<>(subscribers);
            other.subscribers.forEach((channel, count) -> sum.merge(channel, count, Integer::sum));
            return new Share(sum, waitingEntries + other.waitingEntries, waitingBytes + other.waitingBytes);
        }
    }

    static CompletionStage<HubStats> of(Kernel kernel) {
        CompletableFuture<Share> all = CompletableFuture.completedFuture(Share.NOTHING);
        for (LaneHub lane : kernel.lanes()) {
            all = all.thenCombine(shareOf(lane), Share::plus);
        }
        return all.thenApply(share -> new HubStats(
                kernel.connections(),
                kernel.peers().connectionsOfUsers(),
                Map.copyOf(share.subscribers()),
                kernel.streams(),
                share.waitingEntries(),
                share.waitingBytes(),
                kernel.intake().waitingBytes(),
                kernel.callBytes()));
    }

    private static CompletableFuture<Share> shareOf(LaneHub lane) {
        CompletableFuture<Share> answer = new CompletableFuture<>();
        lane.run(() -> {
            long entries = 0;
            long bytes = 0;
            for (Channel channel : lane.warmChannels()) {
                channel.trim();
                ChannelLog log = channel.log();
                entries += log.head() - log.tail() + 1;
                bytes += log.windowBytes();
            }
            answer.complete(new Share(subscribersOn(lane), entries, bytes));
        });
        return answer;
    }

    private static Map<ChannelName, Integer> subscribersOn(LaneHub lane) {
        Map<ChannelName, Integer> counts = new HashMap<>();
        for (Audience audience : lane.audiences()) {
            boolean isShared = !audience.name().isPersonal() && !audience.name().isInternal();
            if (isShared && audience.size() > 0) {
                counts.put(audience.name(), audience.size());
            }
        }
        return counts;
    }
}
