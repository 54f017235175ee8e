package dev.realtime.server.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes records of a tree.
 *
 * <p><b>Errors:</b> every problem is noted and the rest is read on, so that one start tells all of them. A record with a
 * problem inside is not made.
 */
final class Binder {

    private static final String DEFAULT = "default";

    private final List<Problem> problems;

    Binder(List<Problem> problems) {
        this.problems = problems;
    }

    /** @return the record, unless something in it was wrong */
    <T> Optional<T> bind(Class<T> record, String path, Node.Section section) {
        int before = problems.size();
        List<Shape> shapes = Shape.of(record);
        refuseUnknown(shapes, path, section);
        Object[] values = shapes.stream()
                .map(shape -> component(
                        shape, join(path, shape.key()), section.entries().get(shape.key())))
                .toArray();
        return problems.size() > before ? Optional.empty() : construct(record, path, section, values);
    }

    private void refuseUnknown(List<Shape> shapes, String path, Node.Section section) {
        List<String> known = shapes.stream().map(Shape::key).toList();
        section.entries().forEach((key, node) -> {
            if (!known.contains(key)) {
                String full = Problem.quote(join(path, key));
                String hint = Nearest.to(key, known)
                        .map(near -> ", did you mean " + join(path, near) + "?")
                        .orElse("");
                problems.add(new Problem(node.origin(), "unknown setting " + full + hint));
            }
        });
    }

    /** The value of a component; anything at all if a problem was noted. */
    private Object component(Shape shape, String path, Node node) {
        return switch (shape.kind()) {
            case VALUE -> value(
                    shape, path, node == null ? new Node.Text(shape.setting().value(), DEFAULT) : node);
            case OPTIONAL -> Optional.ofNullable(node).map(text -> value(shape, path, text));
            case LIST -> list(
                    shape, path, node == null ? new Node.Text(shape.setting().value(), DEFAULT) : node);
            case SECTION -> section(path, node)
                    .flatMap(inner -> bind(shape.element(), path, inner))
                    .orElse(null);
            case SECTIONS -> sections(shape, path, node);
            case NAMED -> named(shape, path, node);
        };
    }

    private Object value(Shape shape, String path, Node node) {
        if (!(node instanceof Node.Text text)) {
            note(node, path, "need " + Values.describe(shape.element(), shape.setting()));
            return null;
        }
        try {
            return Values.parse(shape.element(), shape.setting(), text.text());
        } catch (IllegalArgumentException e) {
            note(node, path, e.getMessage());
            return null;
        }
    }

    /** A list as YAML writes it, or a text with commas, as an environment variable has to. */
    private List<Object> list(Shape shape, String path, Node node) {
        List<? extends Node> items = List.of();
        if (node instanceof Node.Items written) {
            items = written.items();
        } else if (node instanceof Node.Text text) {
            items = Arrays.stream(text.text().split(","))
                    .map(String::strip)
                    .filter(item -> !item.isEmpty())
                    .map(item -> new Node.Text(item, text.origin()))
                    .toList();
        } else {
            note(node, path, "need a list");
        }
        List<Object> values = new ArrayList<>();
        items.forEach(item -> Optional.ofNullable(value(shape, path, item)).ifPresent(values::add));
        return List.copyOf(values);
    }

    private Optional<Node.Section> section(String path, Node node) {
        if (node == null || node instanceof Node.Text text && text.text().isEmpty()) {
            return Optional.of(Node.Section.empty(DEFAULT));
        }
        if (node instanceof Node.Section section) {
            return Optional.of(section);
        }
        note(node, path, "need a section with settings below it");
        return Optional.empty();
    }

    private List<Object> sections(Shape shape, String path, Node node) {
        List<Object> records = new ArrayList<>();
        if (node instanceof Node.Items written) {
            for (int i = 0; i < written.items().size(); i++) {
                String item = path + "[" + i + "]";
                section(item, written.items().get(i))
                        .flatMap(inner -> bind(shape.element(), item, inner))
                        .ifPresent(records::add);
            }
        } else if (node != null) {
            note(node, path, "need a list of sections");
        }
        return List.copyOf(records);
    }

    private Map<String, Object> named(Shape shape, String path, Node node) {
        Map<String, Object> records = new LinkedHashMap<>();
        section(path, node).ifPresent(names -> names.entries().forEach((name, inner) -> section(join(path, name), inner)
                .flatMap(found -> bind(shape.element(), join(path, name), found))
                .ifPresent(record -> records.put(name, record))));
        return records;
    }

    private <T> Optional<T> construct(Class<T> record, String path, Node.Section section, Object[] values) {
        try {
            Class<?>[] types = Arrays.stream(record.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new);
            Constructor<T> constructor = record.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return Optional.of(constructor.newInstance(values));
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException expected) {
                problems.add(new Problem(section.origin(), prefixed(path, expected.getMessage())));
                return Optional.empty();
            }
            throw new IllegalStateException("cannot make " + record, e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make " + record, e);
        }
    }

    private void note(Node node, String path, String text) {
        problems.add(new Problem(node.origin(), prefixed(path, text)));
    }

    private static String prefixed(String path, String text) {
        return path.isEmpty() ? text : path + ": " + text;
    }

    private static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
