package dev.realtime.server.config;

import dev.realtime.auth.Who;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.ChannelOptions.Feature;
import dev.realtime.core.SlowPolicy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a channel is for and how it behaves.
 *
 * <p><b>Threads:</b> immutable.
 */
public record ChannelConfig(
        @Setting(
                        about =
                                "Who may subscribe: `everyone`, `verified` (with a token), `nobody`, or roles like `role:member`.",
                        value = "everyone")
                List<String> subscribe,
        @Setting(about = "Which clients may publish, in the same words.", value = "everyone") List<String> publish,
        @Setting(
                        about = "Entries kept for those who come back; 0 keeps none.",
                        value = "1000",
                        min = 0,
                        max = 1_000_000)
                int historyCount,
        @Setting(about = "Bytes kept of each channel.", value = "1MiB") Size historyBytes,
        @Setting(about = "How long an entry is kept.", value = "10m") Duration historyAge,
        @Setting(about = "Entries a live subscriber may be behind.", value = "8192", min = 16, max = 1_048_576)
                int windowCount,
        @Setting(about = "Bytes a live subscriber may be behind.", value = "1MiB") Size windowBytes,
        @Setting(
                        about = "What becomes of a subscriber that reads too slowly: its connection ends and it resumes"
                                + " (`disconnect`), it is told what it missed and goes on (`skip`), or it goes on with"
                                + " the newest entry (`latest`), or the newest of each key (`latest-per-key`).",
                        value = "disconnect")
                SlowPolicy slow,
        @Setting(
                        about = "What the channels can do besides: `cached`, `feed`, `presence`, `streams`,"
                                + " `receipts`, `shared-receipts` (with `receipts` and `presence`), `offline-queue`"
                                + " (with `receipts`).",
                        value = "")
                List<String> features,
        @Setting(
                        about =
                                "Connections of this node that may subscribe to each channel; 0 for as many as there are.",
                        value = "0",
                        min = 0)
                int maxSubscribers,
        @Setting(about = "How long somebody who lost the connection counts as present.", value = "10s")
                Duration presenceGrace) {

    private static final String ROLE = "role:";

    public ChannelConfig {
        who("subscribe", subscribe);
        who("publish", publish);
        features.forEach(ChannelConfig::feature);
        needs(features, "offline-queue", "receipts");
        needs(features, "shared-receipts", "receipts");
        needs(features, "shared-receipts", "presence");
    }

    public Who subscribers() {
        return who("subscribe", subscribe);
    }

    public Who publishers() {
        return who("publish", publish);
    }

    public ChannelOptions options() {
        ChannelOptions options = ChannelOptions.DEFAULT
                .history(historyCount, historyBytes.bytes(), historyAge)
                .window(windowCount, windowBytes.bytes())
                .slowPolicy(slow)
                .maxSubscribers(maxSubscribers)
                .presenceGrace(presenceGrace);
        for (String feature : features) {
            options = options.with(feature(feature));
        }
        return options;
    }

    /** The same with a history of that many entries, none larger than a kilobyte or so. */
    public ChannelConfig remembering(int entries) {
        return new ChannelConfig(
                subscribe,
                publish,
                entries,
                new Size(entries * 1024L),
                historyAge,
                windowCount,
                windowBytes,
                slow,
                features,
                maxSubscribers,
                presenceGrace);
    }

    /** The five channels of a server without configuration; clients only listen to {@code system}. */
    static Map<String, ChannelConfig> defaults() {
        Map<String, ChannelConfig> channels = new LinkedHashMap<>();
        for (String name : List.of("chat", "notifications", "analytics", "documents")) {
            channels.put(name, open(List.of("everyone")));
        }
        channels.put("system", open(List.of("nobody")));
        return Map.copyOf(channels);
    }

    private static ChannelConfig open(List<String> publish) {
        ChannelOptions defaults = ChannelOptions.DEFAULT;
        return new ChannelConfig(
                List.of("everyone"),
                publish,
                defaults.history().count(),
                new Size(defaults.history().bytes()),
                defaults.history().age(),
                defaults.window().count(),
                new Size(defaults.window().bytes()),
                defaults.slowPolicy(),
                List.of(),
                defaults.maxSubscribers(),
                defaults.presenceGrace());
    }

    private static Feature feature(String name) {
        for (Feature feature : Feature.values()) {
            if (feature.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(name)) {
                return feature;
            }
        }
        throw new IllegalArgumentException("need features like cached or feed but got one that is not known");
    }

    // Without the other it would only look as if it worked.
    private static void needs(List<String> features, String feature, String other) {
        if (features.contains(feature) && !features.contains(other)) {
            throw new IllegalArgumentException("need " + other + " in features besides " + feature);
        }
    }

    private static Who who(String key, List<String> words) {
        if (words.size() == 1 && !words.get(0).startsWith(ROLE)) {
            switch (words.get(0)) {
                case "everyone":
                    return Who.everyone();
                case "verified":
                    return Who.verified();
                case "nobody":
                    return Who.nobody();
                default:
            }
        }
        boolean roles = !words.isEmpty()
                && words.stream().allMatch(word -> word.startsWith(ROLE) && word.length() > ROLE.length());
        if (!roles) {
            throw new IllegalArgumentException("need everyone, verified, nobody or roles like role:admin as " + key);
        }
        return Who.roles(
                words.stream().map(word -> word.substring(ROLE.length())).toArray(String[]::new));
    }
}
