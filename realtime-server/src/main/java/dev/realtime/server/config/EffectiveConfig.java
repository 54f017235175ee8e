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
        return Stream.of(Key.all().stream().flatMap(key -> line(key).stream()), inside(), channels(), endpoints())
                .flatMap(lines -> lines)
                .toList();
    }

    /** Sections by name and lists of sections inside of others, {@code sources.kafka.topics.<name>}. */
    private Stream<String> inside() {
        return Shape.of(ServerConfig.class).stream()
                .filter(shape -> shape.kind() == Shape.Kind.SECTION)
                .flatMap(shape ->
                        inside(shape.key(), shape.element(), tree.entries().get(shape.key())));
    }

    private static Stream<String> inside(String path, Class<?> record, Node node) {
        if (!(node instanceof Node.Section section)) {
            return Stream.empty();
        }
        return Shape.of(record).stream().flatMap(shape -> {
            String below = path + "." + shape.key();
            Node inner = section.entries().get(shape.key());
            if (shape.kind() == Shape.Kind.SECTION) {
                return inside(below, shape.element(), inner);
            }
            return shape.isFileOnly() && inner != null ? each(below, inner) : Stream.empty();
        });
    }

    private static Stream<String> each(String path, Node node) {
        return node instanceof Node.Section named
                ? named.entries().entrySet().stream()
                        .map(it -> path + "." + it.getKey() + ": " + show(it.getValue()) + "  # "
                                + it.getValue().origin())
                : Stream.of(path + ": " + show(node) + "  # " + node.origin());
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
