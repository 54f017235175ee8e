package dev.realtime.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.spi.FilterReply;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("CF05: peers cannot fill the log")
class RepeatFilterTest {

    private static final long START = 1_700_000_000_000L;

    private final LoggerContext context = new LoggerContext();
    private final List<Long> told = new ArrayList<>();
    private final RepeatFilter filter = new RepeatFilter((count, like) -> told.add(count));

    @Test
    void letsOneWarningOfAKindThroughInTenSeconds() {
        long passed = 0;
        for (int i = 0; i < 10_000; i++) {
            passed += passes(Level.WARN, "bad frame from c_" + i + ", code 100" + i % 7, START + i / 2) ? 1 : 0;
        }

        assertThat(passed).isEqualTo(1);
    }

    @Test
    void tellsHowManyWereHeldBack() {
        for (int i = 0; i < 100; i++) {
            passes(Level.WARN, "bad frame", START);
        }

        assertThat(passes(Level.WARN, "bad frame", START + 10_000)).isTrue();
        assertThat(told).containsExactly(99L);
    }

    @Test
    void keepsKindsApart() {
        assertThat(passes(Level.WARN, "bad frame", START)).isTrue();
        assertThat(passes(Level.WARN, "bad handshake", START)).isTrue();
        assertThat(passes(Level.ERROR, "bad frame", START)).isTrue();
    }

    @Test
    void letsAHundredThroughOfWhatIsMerelyTold() {
        long passed = 0;
        for (int i = 0; i < 10_000; i++) {
            passed += passes(Level.INFO, "connected c_" + i, START) ? 1 : 0;
        }

        assertThat(passed).isEqualTo(RepeatFilter.MAX_TOLD);
    }

    @Test
    void doesNotFallSilentWhenTheClockStepsBack() {
        passes(Level.WARN, "bad frame", START);

        assertThat(passes(Level.WARN, "bad frame", START - 3_600_000)).isTrue();
    }

    private boolean passes(Level level, String message, long atMillis) {
        LoggingEvent event = new LoggingEvent("x", context.getLogger("edge"), level, message, null, null);
        event.setTimeStamp(atMillis);
        return filter.decide(event) != FilterReply.DENY;
    }
}
