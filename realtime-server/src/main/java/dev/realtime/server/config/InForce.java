package dev.realtime.server.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Shows a record of settings as YAML on one line, without what is as it is by default. */
final class InForce {

    private InForce() {}

    /** @param always keys that are shown even so */
    static String show(Record settings, String... always) {
        List<String> entries = new ArrayList<>();
        RecordComponent[] components = settings.getClass().getRecordComponents();
        List<Shape> shapes = Shape.of(settings.getClass());
        for (int i = 0; i < components.length; i++) {
            String value = print(valueOf(settings, components[i]));
            String key = shapes.get(i).key();
            boolean isUsual = value.isEmpty() || value.equals(usual(shapes.get(i)));
            if (!isUsual || List.of(always).contains(key)) {
                entries.add(key + ": " + value);
            }
        }
        return "{" + String.join(", ", entries) + "}";
    }

    private static String usual(Shape shape) {
        String value = shape.setting().value();
        return shape.kind() == Shape.Kind.LIST ? "[" + value + "]" : value;
    }

    /** Empty for what is not there. */
    private static String print(Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.map(InForce::print).orElse("");
        }
        if (value instanceof Collection<?> values) {
            return values.isEmpty()
                    ? ""
                    : values.stream().map(InForce::print).toList().toString();
        }
        return Values.print(value);
    }

    private static Object valueOf(Record settings, RecordComponent component) {
        try {
            return component.getAccessor().invoke(settings);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("need to read " + component, e);
        }
    }
}
