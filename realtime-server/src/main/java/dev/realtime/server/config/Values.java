package dev.realtime.server.config;

import dev.realtime.core.Rate;
import dev.realtime.core.policy.AddressRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Makes typed values of texts. Errors are {@code IllegalArgumentException}s whose message begins with "need". */
final class Values {

    private static final String FILE = "file:";
    private static final int MAX_SECRET_BYTES = 64 * 1024;

    private Values() {}

    static boolean isScalar(Class<?> type) {
        return type.isEnum()
                || List.of(
                                String.class,
                                int.class,
                                long.class,
                                boolean.class,
                                Duration.class,
                                Size.class,
                                Rate.class,
                                AddressRange.class,
                                Secret.class,
                                Path.class)
                        .contains(type);
    }

    static Object parse(Class<?> type, Setting setting, String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("need " + describe(type, setting) + " but got nothing");
        }
        if (type == Secret.class) {
            return secret(text);
        }
        if (type == AddressRange.class) {
            return AddressRange.parse(text);
        }
        try {
            return parseFilled(type, setting, text);
        } catch (NumberFormatException e) {
            throw wrong(type, setting, text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(e.getMessage() + " but got " + Problem.quote(text), e);
        }
    }

    private static Object parseFilled(Class<?> type, Setting setting, String text) {
        if (type == int.class) {
            return Math.toIntExact(number(setting, text, Integer.MAX_VALUE));
        }
        if (type == long.class) {
            return number(setting, text, Long.MAX_VALUE);
        }
        if (type == boolean.class) {
            return truth(text);
        }
        if (type == Duration.class) {
            return Times.parse(text);
        }
        if (type == Size.class) {
            return Size.parse(text);
        }
        if (type == Rate.class) {
            return Rates.parse(text);
        }
        if (type == Path.class) {
            return Path.of(text);
        }
        return type.isEnum() ? constant(type, text) : text;
    }

    /** Of a value, as it would stand in the file. */
    static String print(Object value) {
        if (value instanceof Duration duration) {
            return Times.print(duration);
        }
        return value instanceof Enum<?> constant ? nameOf(constant) : String.valueOf(value);
    }

    /** What may stand there, for the reference and for messages. */
    static String describe(Class<?> type, Setting setting) {
        if (type == int.class || type == long.class) {
            long max = type == int.class ? Math.min(setting.max(), Integer.MAX_VALUE) : setting.max();
            boolean open = max == Integer.MAX_VALUE || max == Long.MAX_VALUE;
            return "a number " + (open ? "from " + setting.min() : setting.min() + " to " + max);
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(constant -> nameOf((Enum<?>) constant))
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        return switch (type.getSimpleName()) {
            case "boolean" -> "true or false";
            case "Duration" -> "a duration like 30s";
            case "Size" -> "a size like 64KiB";
            case "Rate" -> "a rate like 100/s burst 500";
            case "AddressRange" -> "an IP address or a range like 10.0.0.0/8";
            case "Secret" -> "a secret";
            case "Path" -> "a file";
            default -> "text";
        };
    }

    private static long number(Setting setting, String text, long greatest) {
        long number = Long.parseLong(text);
        if (number < setting.min() || number > Math.min(setting.max(), greatest)) {
            throw new NumberFormatException();
        }
        return number;
    }

    private static boolean truth(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("need true or false");
        };
    }

    private static Object constant(Class<?> type, String text) {
        for (Object constant : type.getEnumConstants()) {
            if (nameOf((Enum<?>) constant).equals(text)) {
                return constant;
            }
        }
        List<String> names = Arrays.stream(type.getEnumConstants())
                .map(constant -> nameOf((Enum<?>) constant))
                .toList();
        throw new IllegalArgumentException("need one of " + String.join(", ", names));
    }

    private static Secret secret(String text) {
        if (!text.startsWith(FILE)) {
            return new Secret(text);
        }
        Path file = Path.of(text.substring(FILE.length()));
        try {
            if (Files.size(file) > MAX_SECRET_BYTES) {
                throw new IllegalArgumentException("need a secret of at most 64KiB in " + file);
            }
            return new Secret(Files.readString(file).strip());
        } catch (IOException e) {
            throw new IllegalArgumentException("need a readable file with the secret but cannot read " + file, e);
        }
    }

    private static String nameOf(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static IllegalArgumentException wrong(Class<?> type, Setting setting, String text) {
        return new IllegalArgumentException("need " + describe(type, setting) + " but got " + Problem.quote(text));
    }
}
