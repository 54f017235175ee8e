package dev.realtime.core;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * How a channel behaves. Options belong to a namespace, the text before the first colon of a name, so that every channel
 * of a kind behaves alike.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param history what the broker keeps for those who come back
 * @param window what a node holds for subscribers that are a little behind
 * @param slowPolicy what happens to those that are further behind
 * @param features what the channel can do besides
 * @param maxSubscribers connections of one node that may subscribe, 0 for as many as the node may have
 * @param presenceGrace how long a member that lost its connection stays one, so that a short reconnect is no news
 */
public record ChannelOptions(
        History history,
        Window window,
        SlowPolicy slowPolicy,
        Set<Feature> features,
        int maxSubscribers,
        Duration presenceGrace) {

    /** What a channel can do if its namespace says so. */
    public enum Feature {
        /** A new subscriber is sent the newest entry at once; of a channel of {@link SlowPolicy#LATEST_PER_KEY}, one a key. */
        CACHED,
        /** All channels of the namespace can be subscribed to as one, under {@code namespace:*}. */
        FEED,
        /** Who is subscribed can be asked for and watched. */
        PRESENCE,
        /** Streams may be opened in it, and who comes late is sent those that are open. */
        STREAMS,
        /** How far each user has received and read is kept. */
        RECEIPTS,
        /** How far each user has read is shown to those who watch the channel's presence. */
        SHARED_RECEIPTS,
        /** A subscriber that names no position goes on where the user's device last received something. */
        OFFLINE_QUEUE
    }

    /**
     * Kept while all three bounds hold. A count of 0 switches history off, and with it resume.
     *
     * @param count entries, 0 to 1,000,000
     * @param bytes above zero; a broker counts what it adds to an entry, in memory 130 to 400 bytes for the objects
     * @param age above zero
     */
    public record History(int count, long bytes, Duration age) {
        public History {
            if (count < 0 || count > 1_000_000) {
                throw new IllegalArgumentException("need 0 <= history count <= 1000000 but got " + count);
            }
            if (bytes < 1 || age.isNegative() || age.isZero()) {
                throw new IllegalArgumentException(
                        "need history bytes and age above zero but got " + bytes + ", " + age);
            }
        }

        /** Whether there is any. */
        public boolean isKept() {
            return count > 0;
        }
    }

    /**
     * @param count entries, 16 to 1,048,576, rounded up to a power of two
     * @param bytes above zero
     */
    public record Window(int count, long bytes) {
        public Window {
            if (count < 16 || count > 1 << 20 || bytes < 1) {
                throw new IllegalArgumentException(
                        "need 16 <= window count <= 1048576 and bytes above zero but got " + count + ", " + bytes);
            }
        }
    }

    /** 1,000 entries, 1 MiB, 10 minutes; a slow subscriber is disconnected and resumes; no features. */
    public static final ChannelOptions DEFAULT = new ChannelOptions(
            new History(1_000, 1 << 20, Duration.ofMinutes(10)),
            new Window(8_192, 1 << 20),
            SlowPolicy.DISCONNECT,
            Set.of(),
            0,
            Duration.ofSeconds(10));

    public ChannelOptions {
        Objects.requireNonNull(history, "history");
        Objects.requireNonNull(window, "window");
        Objects.requireNonNull(slowPolicy, "slowPolicy");
        features = Set.copyOf(features);
        if (maxSubscribers < 0 || presenceGrace.isNegative()) {
            throw new IllegalArgumentException("need maxSubscribers and presenceGrace of 0 or more but got "
                    + maxSubscribers + ", " + presenceGrace);
        }
    }

    public ChannelOptions history(int count, long bytes, Duration age) {
        return new ChannelOptions(
                new History(count, bytes, age), window, slowPolicy, features, maxSubscribers, presenceGrace);
    }

    public ChannelOptions withoutHistory() {
        return history(0, history.bytes(), history.age());
    }

    public ChannelOptions window(int count, long bytes) {
        return new ChannelOptions(
                history, new Window(count, bytes), slowPolicy, features, maxSubscribers, presenceGrace);
    }

    public ChannelOptions slowPolicy(SlowPolicy policy) {
        return new ChannelOptions(history, window, policy, features, maxSubscribers, presenceGrace);
    }

    /** These options and one more feature. */
    public ChannelOptions with(Feature feature) {
        EnumSet<Feature> more = EnumSet.of(feature);
        more.addAll(features);
        return new ChannelOptions(history, window, slowPolicy, more, maxSubscribers, presenceGrace);
    }

    public ChannelOptions maxSubscribers(int max) {
        return new ChannelOptions(history, window, slowPolicy, features, max, presenceGrace);
    }

    public ChannelOptions presenceGrace(Duration grace) {
        return new ChannelOptions(history, window, slowPolicy, features, maxSubscribers, grace);
    }

    public boolean has(Feature feature) {
        return features.contains(feature);
    }
}
