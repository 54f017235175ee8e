package dev.realtime.core.sim;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.ChannelOptions.Feature;
import dev.realtime.core.SlowPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The channels of a run, and what they promise by their namespaces. A seed has some of them, so that none pays for all. */
final class ChannelKinds {

    private static final List<String> ALL = List.of(
            "chat", "news:a", "off:x", "skip:y", "secret", "last:x", "keys:x", "board:a", "board:secret", "board:b");
    private static final int MOST = 5;
    private static final String FEED_OF = "board";

    private ChannelOptions defaults;
    private final Map<String, ChannelOptions> byNamespace = new LinkedHashMap<>();
    private final List<String> published = new ArrayList<>();
    private final List<String> read;

    /** @param more what all of them can do besides */
    ChannelKinds(SimChance chance, UnaryOperator<ChannelOptions> more) {
        defaults = more.apply(options(chance, SlowPolicy.DISCONNECT));
        ChannelOptions news = more.apply(options(chance, chance.pick(SlowPolicy.DISCONNECT, SlowPolicy.SKIP)));
        byNamespace.put("news", maybeCached(chance, news));
        byNamespace.put("off", defaults.withoutHistory());
        byNamespace.put("skip", defaults.slowPolicy(SlowPolicy.SKIP));
        byNamespace.put("last", maybeCached(chance, more.apply(options(chance, SlowPolicy.LATEST))));
        byNamespace.put("keys", maybeCached(chance, more.apply(options(chance, SlowPolicy.LATEST_PER_KEY))));
        byNamespace.put(FEED_OF, maybeCached(chance, news).with(Feature.FEED));
        List<String> rest = new ArrayList<>(ALL);
        for (int count = chance.between(1, MOST); count > 0; count--) {
            published.add(rest.remove((int) chance.below(rest.size())));
        }
        read = new ArrayList<>(published);
        if (published.stream().anyMatch(name -> name.startsWith(FEED_OF))) {
            read.add(FEED_OF + ":*");
        }
    }

    /** Gives all of them other options. */
    void change(UnaryOperator<ChannelOptions> change) {
        defaults = change.apply(defaults);
        byNamespace.replaceAll((namespace, options) -> change.apply(options));
    }

    /** Local names of the channels to publish to. */
    List<String> published() {
        return published;
    }

    /** Local names of the channels to subscribe to: feeds as well. */
    List<String> read() {
        return read;
    }

    ChannelOptions defaults() {
        return defaults;
    }

    /** What differs from the defaults. */
    Map<String, ChannelOptions> byNamespace() {
        return byNamespace;
    }

    /** As the hub finds them. */
    ChannelOptions options(ChannelName channel) {
        return byNamespace.getOrDefault(channel.namespace(), defaults);
    }

    /** Whether what is published to the channel enters a feed as well. */
    boolean hasFeed(ChannelName channel) {
        return channel.namespace().equals(FEED_OF) && !channel.isFeed();
    }

    /** The smallest window of all, in entries. */
    int leastCount() {
        return inUse().stream()
                .mapToInt(options -> options.window().count())
                .min()
                .orElseThrow();
    }

    /** The smallest window of all, in bytes. */
    long leastBytes() {
        return inUse().stream()
                .mapToLong(options -> options.window().bytes())
                .min()
                .orElseThrow();
    }

    // The personal channels have the defaults.
    private Collection<ChannelOptions> inUse() {
        List<ChannelOptions> inUse = new ArrayList<>(List.of(defaults));
        published.forEach(name -> inUse.add(options(ChannelName.of(name))));
        return inUse;
    }

    private static ChannelOptions maybeCached(SimChance chance, ChannelOptions options) {
        return chance.oneIn(2) ? options.with(Feature.CACHED) : options;
    }

    private static ChannelOptions options(SimChance chance, SlowPolicy policy) {
        return ChannelOptions.DEFAULT
                .history(
                        chance.pick(1, 10, 100, 1_000),
                        chance.pick(2_000, 100_000, 1 << 20),
                        Duration.ofSeconds(chance.pick(2, 600)))
                .window(chance.pick(16, 64, 8_192), chance.pick(2_000, 50_000, 1 << 20))
                .slowPolicy(policy);
    }

    @Override
    public String toString() {
        return read + " by " + defaults + ", " + byNamespace;
    }
}
