package dev.realtime.server.config;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A configuration, and where each part of it came from.
 *
 * <p><b>Threads:</b> immutable.
 */
public final class EffectiveConfig {

    private final ServerConfig config;
    private final Node.Section tree;

    EffectiveConfig(ServerConfig config, Node.Section tree) {
        this.config = config;
        this.tree = tree;
    }

    public ServerConfig config() {
        return config;
    }

    /** One line for each setting that was made or has a default: {@code key: value  # origin}. Secrets are masked. */
    public List<String> lines() {
        return Stream.concat(
                        Key.all().stream().flatMap(key -> line(key).stream()),
                        Stream.of("channels", "endpoints").flatMap(this::fileOnly))
                .toList();
    }

    private List<String> line(Key key) {
        Node node = tree;
        for (String part : key.path().split("\\.")) {
            node = node instanceof Node.Section section ? section.entries().get(part) : null;
        }
        if (node != null) {
            return List.of(key.path() + ": " + (key.isSecret() ? Secret.MASK : show(node)) + "  # " + node.origin());
        }
        String value = key.shape().setting().value();
        return value.isEmpty() ? List.of() : List.of(key.path() + ": " + value + "  # default");
    }

    private Stream<String> fileOnly(String key) {
        Node node = tree.entries().get(key);
        return node == null ? Stream.empty() : Stream.of(key + ": " + show(node) + "  # " + node.origin());
    }

    /** As YAML on one line. */
    private static String show(Node node) {
        if (node instanceof Node.Items items) {
            return items.items().stream().map(EffectiveConfig::show).toList().toString();
        }
        if (node instanceof Node.Section section) {
            return section.entries().entrySet().stream()
                    .map(EffectiveConfig::entry)
                    .toList()
                    .toString()
                    .replaceAll("^\\[", "{")
                    .replaceAll("]$", "}");
        }
        return ((Node.Text) node).text().replaceAll("\\p{Cntrl}", "?");
    }

    private static String entry(Map.Entry<String, Node> entry) {
        return entry.getKey() + ": " + show(entry.getValue());
    }
}
