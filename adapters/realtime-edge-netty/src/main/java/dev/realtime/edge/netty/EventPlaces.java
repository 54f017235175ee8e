package dev.realtime.edge.netty;

import dev.realtime.core.ChannelName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the reader of one event stream stands. A client of realtime.v1 keeps its place in each channel by what it is told;
 * here the edge does so on behalf of a client that only repeats the last id it saw.
 *
 * <p><b>Threads:</b> confined to its connection's lane.
 */
final class EventPlaces {

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final int HEAD_BYTES = 2;
    private static final int MAX_TEXT_BYTES = 255;
    // Key, two lengths and the offset.
    private static final int BESIDE_EPOCH_BYTES = EventId.KEY_BYTES + 2 + 9;
    // Length and number of pieces.
    private static final int BESIDE_STREAM_BYTES = 1 + 9;

    private final String tenant;
    private final Map<String, Place> places = new LinkedHashMap<>(4);

    EventPlaces(String tenant) {
        this.tenant = tenant;
    }

    /** The channel is subscribed to, or its log began anew. */
    void at(String channel, String epoch, long offset) {
        Place place = new Place(EventId.keyOf(new ChannelName(tenant, channel)), epoch, offset);
        Place before = places.put(channel, place);
        if (before != null && Arrays.equals(before.epoch, place.epoch)) {
            place.streams = before.streams;
        }
    }

    /** Everything up to that offset has passed. */
    void to(String channel, long offset) {
        Place place = places.get(channel);
        if (place != null) {
            place.offset = Math.max(place.offset, offset);
        }
    }

    void gone(String channel) {
        places.remove(channel);
    }

    /** A stream is open, of which so many pieces have passed. */
    void streamAt(String channel, String stream, long pieces) {
        Place place = places.get(channel);
        if (place != null) {
            place.streams = place.streams.isEmpty() ? new LinkedHashMap<>(4) : place.streams;
            place.streams.put(stream, pieces);
        }
    }

    void streamEnded(String channel, String stream) {
        Place place = places.get(channel);
        if (place != null) {
            place.streams.remove(stream);
        }
    }

    /** As {@link EventId}. What has no room is left out: of streams the older ones, then channels. */
    String id() {
        int bytes = HEAD_BYTES;
        for (Place place : places.values()) {
            bytes += place.bytes();
        }
        Budget forStreams = new Budget(EventId.MAX_STREAMS, EventId.MAX_BYTES - bytes);
        ByteBuffer out = ByteBuffer.allocate(Math.min(EventId.MAX_BYTES, bytes + forStreams.needed(places.values())));
        out.put(EventId.VERSION).put((byte) 0);
        for (Place place : places.values()) {
            if (place.bytes() > out.remaining() || place.epoch.length > MAX_TEXT_BYTES) {
                out.put(1, EventId.IN_PART);
            } else {
                place.write(out, forStreams.newest(place.streams));
            }
        }
        return BASE64.encodeToString(Arrays.copyOf(out.array(), out.position()));
    }

    private static int bytesOf(String stream) {
        return BESIDE_STREAM_BYTES + stream.length();
    }

    private static void number(ByteBuffer out, long number) {
        long rest = number;
        while (rest > 0x7f) {
            out.put((byte) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    /** In one channel. */
    private static final class Place {
        private final long key;
        private final byte[] epoch;
        private long offset;
        /** How many pieces have passed, those that began last at the end. */
        private Map<String, Long> streams = Map.of();

        Place(long key, String epoch, long offset) {
            this.key = key;
            this.epoch = epoch.getBytes(StandardCharsets.UTF_8);
            this.offset = offset;
        }

        /** At most, without streams. */
        int bytes() {
            return BESIDE_EPOCH_BYTES + epoch.length;
        }

        void write(ByteBuffer out, List<Map.Entry<String, Long>> named) {
            for (int shift = (EventId.KEY_BYTES - 1) * Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
                out.put((byte) (key >>> shift));
            }
            out.put((byte) epoch.length).put(epoch);
            number(out, offset);
            number(out, named.size());
            for (Map.Entry<String, Long> stream : named) {
                out.put((byte) stream.getKey().length()).put(stream.getKey().getBytes(StandardCharsets.US_ASCII));
                number(out, stream.getValue());
            }
        }
    }

    /** What is left for streams. */
    private static final class Budget {
        private int count;
        private int bytes;

        Budget(int count, int bytes) {
            this.count = count;
            this.bytes = bytes;
        }

        int needed(Iterable<Place> places) {
            int needed = 0;
            for (Place place : places) {
                for (String stream : place.streams.keySet()) {
                    needed += bytesOf(stream);
                }
            }
            return needed;
        }

        List<Map.Entry<String, Long>> newest(Map<String, Long> streams) {
            if (streams.isEmpty()) {
                return List.of();
            }
            List<Map.Entry<String, Long>> all = new ArrayList<>(streams.entrySet());
            int first = all.size();
            while (first > 0 && count > 0 && bytes >= bytesOf(all.get(first - 1).getKey())) {
                first--;
                count--;
                bytes -= bytesOf(all.get(first).getKey());
            }
            return all.subList(first, all.size());
        }
    }
}
