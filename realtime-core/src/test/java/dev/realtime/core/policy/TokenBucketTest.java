package dev.realtime.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.Rate;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A bucket of 10 a second, 5 at once")
class TokenBucketTest {

    // One second before the clock wraps: every test also proves that only differences count.
    private static final long START = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();

    private final Rate rate = new Rate(10, 5);
    private final TokenBucket bucket = new TokenBucket(START);

    @Test
    void isFullAtFirst() {
        for (int i = 0; i < 5; i++) {
            assertThat(takeAt(0, 1)).isZero();
        }
        assertThat(takeAt(0, 1)).isEqualTo(millis(100));
    }

    @Test
    void tellsToTheNanosecondWhenTheNextOneIsThere() {
        takeAt(0, 5);

        assertThat(bucket.take(rate, 1, START + millis(100) - 1)).isEqualTo(1);
        assertThat(bucket.take(rate, 1, START + millis(100))).isZero();
        assertThat(bucket.take(rate, 1, START + millis(100))).isEqualTo(millis(100));
    }

    @Test
    @DisplayName("MS18: a flood gets the burst and then the rate, however hard it tries")
    void refusalsCostNothing() {
        int taken = 0;
        for (int millis = 0; millis < 2_000; millis++) {
            taken += takeAt(millis, 1) == 0 ? 1 : 0;
        }

        assertThat(taken).isEqualTo(5 + 19);
    }

    @Test
    @DisplayName("LI11: an hour, and the wrap of the clock in it, fills it once and not more")
    void holdsNoMoreThanTheBurst() {
        takeAt(0, 5);

        assertThat(takeAt(3_600_000, 5)).isZero();
        assertThat(takeAt(3_600_000, 1)).isEqualTo(millis(100));
    }

    @Test
    void takesAllOrNothing() {
        takeAt(0, 3);

        assertThat(takeAt(0, 3)).isEqualTo(millis(100));
        assertThat(takeAt(0, 2)).isZero();
    }

    @Test
    void isExactWhereTheAmountIsTheBurst() {
        assertThat(takeAt(0, 5)).isZero();
        assertThat(takeAt(0, 5)).isEqualTo(millis(500));
    }

    @Test
    @DisplayName("something larger than the burst passes when it is full, and is paid for afterwards")
    void canBeInDebt() {
        assertThat(takeAt(0, 12)).isZero();
        assertThat(takeAt(0, 1)).isEqualTo(millis(800));
        assertThat(takeAt(800, 1)).isZero();
        assertThat(takeAt(1_000, 12)).isEqualTo(millis(300));
        assertThat(takeAt(1_300, 12)).isZero();
    }

    @Test
    void obeysANewRateAtOnce() {
        takeAt(0, 5);

        assertThat(bucket.take(new Rate(10, 6), 1, START)).isZero();
    }

    private long takeAt(long millis, long amount) {
        return bucket.take(rate, amount, START + millis(millis));
    }

    private static long millis(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }
}
