package dev.realtime.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MistakeWindowTest {

    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
    // One second before the clock wraps: every test also proves that only differences count.
    private static final long START = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();

    private final MistakeWindow window = new MistakeWindow();

    @Test
    void countsUpToTheLimit() {
        assertThat(mistakeAt(0)).isFalse();
        assertThat(mistakeAt(1)).isFalse();
        assertThat(mistakeAt(2)).isTrue();
    }

    @Test
    void forgivesAfterTheWindow() {
        mistakeAt(0);
        mistakeAt(1);

        assertThat(mistakeAt(10)).isFalse();
        assertThat(mistakeAt(11)).isFalse();
        assertThat(mistakeAt(12)).isTrue();
    }

    private boolean mistakeAt(long seconds) {
        return window.exceeds(
                3, TEN_SECONDS, START + Duration.ofSeconds(seconds).toNanos());
    }
}
