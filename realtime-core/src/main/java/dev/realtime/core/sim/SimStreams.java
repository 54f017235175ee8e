package dev.realtime.core.sim;

import dev.realtime.core.ChannelName;
import dev.realtime.core.frame.ServerFrame;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The streams of which a client has not seen the end, and how many chunks of each have come or were announced as lost.
 *
 * <p><b>Threads:</b> confined to the thread that runs the world.
 */
final class SimStreams {

    // By channel and stream.
    private final Map<String, Map<String, Long>> chunks = new LinkedHashMap<>();

    Map<String, Long> of(String channel) {
        return Collections.unmodifiableMap(chunks.getOrDefault(channel, Map.of()));
    }

    void meet(ServerFrame frame) {
        if (frame instanceof ServerFrame.StreamOpen open) {
            chunks.computeIfAbsent(open.channel().local(), key -> new LinkedHashMap<>())
                    .put(open.stream(), 0L);
        } else if (frame instanceof ServerFrame.StreamChunk chunk) {
            moveTo(chunk.channel(), chunk.stream(), chunk.seq() + 1);
        } else if (frame instanceof ServerFrame.StreamGap gap) {
            moveTo(gap.channel(), gap.stream(), gap.to() + 1);
        } else if (frame instanceof ServerFrame.StreamEnd end) {
            chunks.computeIfPresent(end.channel().local(), (key, open) -> {
                open.remove(end.stream());
                return open.isEmpty() ? null : open;
            });
        }
    }

    void clear() {
        chunks.clear();
    }

    private void moveTo(ChannelName channel, String stream, long next) {
        chunks.computeIfPresent(channel.local(), (key, open) -> {
            open.replace(stream, next);
            return open;
        });
    }
}
