package dev.realtime.core.sim;

import dev.realtime.core.Message;
import dev.realtime.core.TagFilter;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Keys and tags of a run's messages, and which tags its readers want. */
final class Labels {

    private static final List<String> KEYS = List.of("", "a", "b", "c", "d");
    private static final List<Map<String, String>> TAGS =
            List.of(Map.of(), Map.of("kind", "bid"), Map.of("kind", "ask"), Map.of("kind", "bid", "place", "x"));
    private static final List<TagFilter> FILTERS = List.of(
            TagFilter.NONE,
            new TagFilter(Map.of("kind", Set.of("bid"))),
            new TagFilter(Map.of("kind", Set.of("bid", "ask"))),
            new TagFilter(Map.of("kind", Set.of("bid"), "place", Set.of("x", "y"))),
            new TagFilter(Map.of("kind", Set.of("none"))));

    private final SimChance chance;
    private final boolean tagged;

    Labels(SimChance chance) {
        this.chance = chance;
        this.tagged = chance.oneIn(2);
    }

    /** Whether anybody wants some messages only. */
    boolean areTagged() {
        return tagged;
    }

    Message on(Message message) {
        Message keyed = message.key(key());
        return tagged ? keyed.tags(tags()) : keyed;
    }

    String key() {
        return KEYS.get((int) chance.below(KEYS.size()));
    }

    Map<String, String> tags() {
        return tagged ? TAGS.get((int) chance.below(TAGS.size())) : Map.of();
    }

    /** What a reader wants; mostly everything. */
    TagFilter filter() {
        return tagged && chance.oneIn(2) ? FILTERS.get((int) chance.below(FILTERS.size())) : TagFilter.NONE;
    }
}
