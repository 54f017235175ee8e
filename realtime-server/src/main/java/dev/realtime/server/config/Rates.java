package dev.realtime.server.config;

import dev.realtime.core.Rate;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rates as people write them: {@code 100/s}, {@code 100/m}, {@code 5/s burst 20}, {@code 1MiB/s burst 4MiB}. Without a
 * burst all of the period may come at once.
 */
final class Rates {

    private static final Pattern FORM = Pattern.compile("(\\S{1,20})/([smh])( burst (\\S{1,20}))?");

    private Rates() {}

    static Rate parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("need a rate like 100/s, 100/m or 5/s burst 20");
        }
        long count = Size.parse(form.group(1)).bytes();
        Rate rate = Rate.every(period(form.group(2)), count);
        return form.group(4) == null
                ? rate
                : new Rate(rate.perSecond(), Size.parse(form.group(4)).bytes());
    }

    private static Duration period(String unit) {
        return switch (unit) {
            case "s" -> Duration.ofSeconds(1);
            case "m" -> Duration.ofMinutes(1);
            default -> Duration.ofHours(1);
        };
    }
}
