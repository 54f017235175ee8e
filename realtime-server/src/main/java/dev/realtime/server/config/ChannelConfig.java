package dev.realtime.server.config;

import dev.realtime.core.ChannelOptions;
import dev.realtime.core.SlowPolicy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a channel is for and how it behaves.
 *
 * <p><b>Threads:</b> immutable.
 */
public record ChannelConfig(
        @Setting(about = "Who may subscribe: `everyone`, `nobody`, or roles like `role:member`.", value = "everyone")
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
                                + " (`disconnect`), or it is told what it missed and goes on (`skip`).",
                        value = "disconnect")
                SlowPolicy slow) {

    /** Everybody, in the words of {@link #subscribe} and {@link #publish}. */
    public static final String EVERYONE = "everyone";

    /** Nobody, likewise. */
    public static final String NOBODY = "nobody";

    /** What comes before a role, likewise. */
    public static final String ROLE = "role:";

    public ChannelConfig {
        refuseUnknownWords("subscribe", subscribe);
        refuseUnknownWords("publish", publish);
    }

    public ChannelOptions options() {
        return new ChannelOptions(
                historyCount, historyBytes.bytes(), historyAge, windowCount, windowBytes.bytes(), slow);
    }

    /** The five channels of a server without configuration; clients only listen to {@code system}. */
    static Map<String, ChannelConfig> defaults() {
        Map<String, ChannelConfig> channels = new LinkedHashMap<>();
        for (String name : List.of("chat", "notifications", "analytics", "documents")) {
            channels.put(name, open(List.of(EVERYONE)));
        }
        channels.put("system", open(List.of(NOBODY)));
        return Map.copyOf(channels);
    }

    private static ChannelConfig open(List<String> publish) {
        ChannelOptions defaults = ChannelOptions.DEFAULT;
        return new ChannelConfig(
                List.of(EVERYONE),
                publish,
                defaults.historyCount(),
                new Size(defaults.historyBytes()),
                defaults.historyAge(),
                defaults.windowCount(),
                new Size(defaults.windowBytes()),
                defaults.slowPolicy());
    }

    private static void refuseUnknownWords(String key, List<String> who) {
        boolean known = who.stream()
                .allMatch(word -> word.equals(EVERYONE)
                        || word.equals(NOBODY)
                        || word.startsWith(ROLE) && word.length() > ROLE.length());
        if (!known || who.isEmpty()) {
            throw new IllegalArgumentException("need everyone, nobody or roles like role:admin as " + key);
        }
    }
}
