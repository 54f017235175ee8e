package dev.realtime.server.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A piece of configuration as it was written, and where.
 *
 * <p><b>Threads:</b> immutable.
 */
sealed interface Node {

    /** For people: {@code realtime.yaml:12}, {@code REALTIME_SERVER_PORT}, {@code --server.port}. */
    String origin();

    record Text(String text, String origin) implements Node {}

    record Items(List<Node> items, String origin) implements Node {
        public Items {
            items = List.copyOf(items);
        }
    }

    /** Keys in the order in which they were written. */
    record Section(Map<String, Node> entries, String origin) implements Node {

        static Section empty(String origin) {
            return new Section(Map.of(), origin);
        }

        /** These entries under those of {@code upper}; where both have a section, the two are laid over each other. */
        Section under(Section upper) {
            Map<String, Node> merged = new LinkedHashMap<>(entries);
            upper.entries.forEach((key, node) -> merged.merge(
                    key,
                    node,
                    (below, above) -> below instanceof Section b && above instanceof Section a ? b.under(a) : above));
            return new Section(merged, origin);
        }
    }

    /** A text at the end of a dotted path. */
    static Section at(String path, Text leaf) {
        Node node = leaf;
        String rest = path;
        for (int dot = rest.lastIndexOf('.'); dot >= 0; dot = rest.lastIndexOf('.')) {
            node = new Section(Map.of(rest.substring(dot + 1), node), leaf.origin());
            rest = rest.substring(0, dot);
        }
        return new Section(Map.of(rest, node), leaf.origin());
    }
}
