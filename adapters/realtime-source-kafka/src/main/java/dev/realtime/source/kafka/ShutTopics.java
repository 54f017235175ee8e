package dev.realtime.source.kafka;

import dev.realtime.core.spi.Ticker;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Topics of dead letters that cannot be written though Kafka is there. Each try at one may take seconds, so only one letter
 * in a while is tried there, and finds out whether that has changed.
 *
 * <p><b>Threads:</b> thread-safe.
 */
final class ShutTopics {

    static final Duration WINDOW = Duration.ofSeconds(30);

    private final Ticker ticker;
    /** Until when, by topic; of no more topics than are read. */
    private final Map<String, Long> untilNanos = new ConcurrentHashMap<>();

    ShutTopics(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Whether a letter need not be tried there. Once in a while that is false, and whoever is told so has to try. */
    boolean isShut(String topic) {
        Long until = untilNanos.get(topic);
        if (until == null) {
            return false;
        }
        long now = ticker.nanos();
        return until - now > 0 || !untilNanos.replace(topic, until, now + WINDOW.toNanos());
    }

    /** Whether the last letter that was tried there was lost. */
    boolean isKnown(String topic) {
        return untilNanos.containsKey(topic);
    }

    void shut(String topic) {
        untilNanos.put(topic, ticker.nanos() + WINDOW.toNanos());
    }

    void open(String topic) {
        untilNanos.remove(topic);
    }
}
