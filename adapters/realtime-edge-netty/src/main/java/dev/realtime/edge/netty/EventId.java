package dev.realtime.edge.netty;

import dev.realtime.core.ChannelName;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.TagFilter;
import dev.realtime.core.frame.ClientFrame.SubscribeOptions;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where the reader of an event stream stands, as it brings it back in {@code Last-Event-ID}: his place in each of his
 * channels.
 *
 * <p>Anybody can make one up. It opens nothing: a place counts only for a channel to which its reader is let in all the
 * same, and there it is what a {@code subscribe} of any client may say.
 *
 * <p><b>Shape:</b> opaque to clients: at most {@value #MAX_LENGTH} characters of {@code A-Z a-z 0-9 - _}. One that is not
 * of our making is taken for the place of a log that is gone, so that its bearer hears that it missed something, and goes
 * on: a refusal would stop an {@code EventSource} for ever.
 *
 * <p><b>Threads:</b> immutable.
 *
 * <p><b>Source:</b> ADR 0020.
 */
final class EventId {

    /** Longest id that is made, or looked at. */
    static final int MAX_LENGTH = 4_096;

    static final int MAX_BYTES = MAX_LENGTH / 4 * 3;

    /** How many streams one id names. */
    static final int MAX_STREAMS = 16;

    static final byte VERSION = 1;

    /** The flag of an id in which not every channel had room. */
    static final byte IN_PART = 1;

    static final int KEY_BYTES = 6;

    // No log has an epoch without a name.
    private static final SubscribeOptions NOWHERE = SubscribeOptions.since(new StreamPosition("", 0));

    /** Of a reader who was somewhere, and nobody knows where. */
    static final EventId LOST = new EventId(Map.of(), false);

    /** Of a reader who comes for the first time. */
    static final EventId NONE = new EventId(Map.of(), true);

    private final Map<Long, SubscribeOptions> places;
    private final boolean isWhole;

    private EventId(Map<Long, SubscribeOptions> places, boolean isWhole) {
        this.places = places;
        this.isWhole = isWhole;
    }

    /** What a client brought back. @param text any text of at most {@link #MAX_LENGTH} characters */
    static EventId parse(String text) {
        try {
            return read(ByteBuffer.wrap(Base64.getUrlDecoder().decode(text)));
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            // No Base64, a number below zero, or an end in the middle: whoever made it was not us.
            return LOST;
        }
    }

    /** How its reader goes on in that channel; empty if he has not been there. */
    Optional<SubscribeOptions> in(ChannelName channel) {
        SubscribeOptions known = places.get(keyOf(channel));
        return Optional.ofNullable(known == null && !isWhole ? NOWHERE : known);
    }

    /** What stands for a channel in an id: short whatever its name, and never the same for two that are alike. */
    static long keyOf(ChannelName channel) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(channel.toString().getBytes(StandardCharsets.UTF_8));
            return key(ByteBuffer.wrap(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static EventId read(ByteBuffer in) {
        if (in.get() != VERSION) {
            return LOST;
        }
        boolean isWhole = (in.get() & IN_PART) == 0;
        Map<Long, SubscribeOptions> places = new HashMap<>();
        while (in.hasRemaining()) {
            long key = key(in);
            StreamPosition position = new StreamPosition(text(in), number(in));
            Map<String, Long> streams = streams(in);
            places.put(key, new SubscribeOptions(Optional.of(position), "", TagFilter.NONE, false, streams));
        }
        return new EventId(places, isWhole);
    }

    private static Map<String, Long> streams(ByteBuffer in) {
        long count = number(in);
        if (count > MAX_STREAMS) {
            throw new IllegalArgumentException("too many streams");
        }
        Map<String, Long> streams = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            String stream = text(in);
            if (!ChannelName.isStreamId(stream)) {
                throw new IllegalArgumentException("not a stream");
            }
            // No stream is as long, and a larger number would be a mistake of its bearer's.
            streams.put(stream, Math.min(number(in), Integer.MAX_VALUE));
        }
        return streams;
    }

    private static long key(ByteBuffer in) {
        long key = 0;
        for (int i = 0; i < KEY_BYTES; i++) {
            key = key << Byte.SIZE | in.get() & 0xff;
        }
        return key;
    }

    private static String text(ByteBuffer in) {
        byte[] bytes = new byte[in.get() & 0xff];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    // Seven bits a byte, the lowest first.
    private static long number(ByteBuffer in) {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE - 1; shift += 7) {
            byte next = in.get();
            number |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return number;
            }
        }
        throw new IllegalArgumentException("too large a number");
    }
}
