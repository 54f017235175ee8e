package dev.realtime.server.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes as people write it: {@code 512}, {@code 64KiB}, {@code 1MiB}, {@code 2GiB}.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param bytes more than zero
 */
public record Size(long bytes) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,15})(B|KiB|MiB|GiB)?");

    public Size {
        if (bytes < 1) {
            throw new IllegalArgumentException("need a size above zero like 64KiB");
        }
    }

    static Size parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("need a size like 512, 64KiB, 1MiB or 2GiB");
        }
        long number = Long.parseLong(form.group(1));
        int shift = form.group(2) == null ? 0 : shiftOf(form.group(2));
        if (number > Long.MAX_VALUE >> shift) {
            throw new IllegalArgumentException("need a size below 8EiB");
        }
        return new Size(number << shift);
    }

    /** @throws IllegalArgumentException if it is 2 GiB or more */
    int asInt() {
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("need a size below 2GiB");
        }
        return (int) bytes;
    }

    @Override
    public String toString() {
        for (String unit : new String[] {"GiB", "MiB", "KiB"}) {
            if (bytes % (1L << shiftOf(unit)) == 0) {
                return (bytes >> shiftOf(unit)) + unit;
            }
        }
        return Long.toString(bytes);
    }

    private static int shiftOf(String unit) {
        return switch (unit) {
            case "KiB" -> 10;
            case "MiB" -> 20;
            case "GiB" -> 30;
            default -> 0;
        };
    }
}
