package dev.realtime.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Three windows of 10 s")
class FloodWindowsTest {

    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
    // Five seconds before the clock wraps: every test also proves that only differences count.
    private static final long START = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();

    private final FloodWindows windows = new FloodWindows();

    @Test
    @DisplayName("MS18: refusals in three windows in a row are too many")
    void whoDoesNotStopHasExceeded() {
        assertThat(refusedAt(0)).isFalse();
        assertThat(refusedAt(9)).isFalse();
        assertThat(refusedAt(10)).isFalse();
        assertThat(refusedAt(19)).isFalse();
        assertThat(refusedAt(20)).isTrue();
        assertThat(refusedAt(21)).isTrue();
    }

    @Test
    void manyInOneWindowAreOne() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(refusedAt(5)).isFalse();
        }
    }

    @Test
    void aWindowWithoutRefusalBeginsAnew() {
        refusedAt(0);
        refusedAt(10);

        assertThat(refusedAt(30)).isFalse();
        assertThat(refusedAt(40)).isFalse();
        assertThat(refusedAt(50)).isTrue();
    }

    @Test
    void windowsFollowEachOtherWithoutAPause() {
        refusedAt(0);
        refusedAt(19);

        assertThat(refusedAt(20)).isTrue();
    }

    @Test
    void oneMayBeTooManyAlready() {
        assertThat(windows.exceeds(1, TEN_SECONDS, START)).isTrue();
    }

    private boolean refusedAt(long seconds) {
        return windows.exceeds(
                3, TEN_SECONDS, START + Duration.ofSeconds(seconds).toNanos());
    }
}
