package dev.realtime.server.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a component of a configuration record holds.
 *
 * @param key its name in the file
 * @param element the type of the value, or of each value of a list or map
 */
record Shape(String key, Kind kind, Class<?> element, Setting setting) {

    enum Kind {
        VALUE,
        OPTIONAL,
        LIST,
        SECTION,
        /** Records one after the other. */
        SECTIONS,
        /** Records by a name that the user chooses. */
        NAMED
    }

    static List<Shape> of(Class<?> record) {
        return Arrays.stream(record.getRecordComponents()).map(Shape::of).toList();
    }

    boolean isSecret() {
        return element == Secret.class;
    }

    /** Whether a single text can set it, as an environment variable or flag has to. */
    boolean fitsInAText() {
        return kind == Kind.VALUE || kind == Kind.OPTIONAL || kind == Kind.LIST;
    }

    /** Whether it holds sections that only a file can. */
    boolean isFileOnly() {
        return kind == Kind.SECTIONS || kind == Kind.NAMED;
    }

    /** {@code adminKey} is {@code admin-key} in a file. */
    static String dashed(String camelCase) {
        return camelCase.replaceAll("(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    private static Shape of(RecordComponent component) {
        Setting setting = component.getAnnotation(Setting.class);
        if (setting == null) {
            throw new IllegalStateException("need @Setting on " + component);
        }
        Class<?> raw = component.getType();
        String key = dashed(component.getName());
        if (Values.isScalar(raw)) {
            return new Shape(key, Kind.VALUE, raw, setting);
        }
        if (raw.isRecord()) {
            return new Shape(key, Kind.SECTION, raw, setting);
        }
        Type[] arguments = ((ParameterizedType) component.getGenericType()).getActualTypeArguments();
        Class<?> element = (Class<?>) arguments[arguments.length - 1];
        return new Shape(key, kindOf(raw, element), element, setting);
    }

    private static Kind kindOf(Class<?> raw, Class<?> element) {
        if (raw == Optional.class) {
            return Kind.OPTIONAL;
        }
        if (raw == Map.class) {
            return Kind.NAMED;
        }
        return element.isRecord() && !Values.isScalar(element) ? Kind.SECTIONS : Kind.LIST;
    }
}
