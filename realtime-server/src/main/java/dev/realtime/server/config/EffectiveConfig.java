package dev.realtime.server.config;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A configuration, and where each part of it came from.
 *
 * <p><b>Threads:</b> immutable.
 */
public final class EffectiveConfig {

    private static final String DEFAULT = "  # default";

    private final ServerConfig config;
    private final Node.Section tree;

    EffectiveConfig(ServerConfig config, Node.Section tree) {
        this.config = config;
        this.tree = tree;
    }

    public ServerConfig config() {
        return config;
    }

    /**
     * One line for each setting that was made or has a default: {@code key: value  # origin}. Of the channels and endpoints that are
     * there by default, each is a line with what it does not share with all. Secrets are masked.
     */
    public List<String> lines() {
        return Stream.of(Key.all().stream().flatMap(key -> line(key).stream()), channels(), endpoints())
                .flatMap(lines -> lines)
                .toList();
    }

    private Stream<String> channels() {
        Node node = tree.entries().get("channels");
        return node == null
                ? new TreeMap<>(config.channels())
                        .entrySet().stream()
                                .map(it -> "channels." + it.getKey() + ": " + InForce.show(it.getValue()) + DEFAULT)
                : Stream.of("channels: " + show(node) + "  # " + node.origin());
    }

    private Stream<String> endpoints() {
        Node node = tree.entries().get("endpoints");
        List<EndpointConfig> usual = config.endpoints();
        return node == null
                ? IntStream.range(0, usual.size())
                        .mapToObj(
                                i -> "endpoints[" + i + "]: " + InForce.show(usual.get(i), "path", "dialect") + DEFAULT)
                : Stream.of("endpoints: " + show(node) + "  # " + node.origin());
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
        return value.isEmpty() ? List.of() : List.of(key.path() + ": " + value + DEFAULT);
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
