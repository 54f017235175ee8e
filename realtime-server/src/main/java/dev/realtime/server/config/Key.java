package dev.realtime.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A setting by its full name, for example {@code auth.jwt.secret}.
 *
 * <p><b>Threads:</b> immutable.
 */
public record Key(String path, Shape shape) {

    static final String ENVIRONMENT_PREFIX = "REALTIME_";

    private static final List<Key> ALL = collect();

    /** Every setting that a single text can set, in the order of declaration. */
    public static List<Key> all() {
        return ALL;
    }

    public boolean isSecret() {
        return shape.isSecret();
    }

    public String about() {
        return shape.setting().about();
    }

    /** The environment variable that sets it. */
    public String variable() {
        return ENVIRONMENT_PREFIX + path.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** The flag that sets it; a secret has one only to be refused. */
    public String flag() {
        return "--" + path;
    }

    private static List<Key> collect() {
        List<Key> keys = new ArrayList<>();
        collect("", ServerConfig.class, keys);
        return List.copyOf(keys);
    }

    private static void collect(String prefix, Class<?> record, List<Key> keys) {
        for (Shape shape : Shape.of(record)) {
            String path = prefix + shape.key();
            if (shape.kind() == Shape.Kind.SECTION) {
                collect(path + ".", shape.element(), keys);
            } else if (shape.fitsInAText()) {
                keys.add(new Key(path, shape));
            }
        }
    }
}
