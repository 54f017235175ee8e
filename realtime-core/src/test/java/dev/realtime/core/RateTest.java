package dev.realtime.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateTest {

    private static final long YEAR_NANOS = Duration.ofDays(365).toNanos();

    @Test
    void tellsHowLongAnAmountTakes() {
        assertThat(new Rate(10, 1).nanosFor(1)).isEqualTo(100_000_000);
        assertThat(new Rate(10, 1).nanosFor(25)).isEqualTo(2_500_000_000L);
        assertThat(new Rate(0.5, 1).nanosFor(1)).isEqualTo(2_000_000_000L);
    }

    @Test
    void roundsUpSoThatNothingIsFree() {
        assertThat(new Rate(3, 1).nanosFor(1)).isEqualTo(333_333_334);
        assertThat(new Rate(1e12, 1).nanosFor(1)).isEqualTo(1);
    }

    @Test
    void anAmountThatTakesForEverTakesAYear() {
        assertThat(new Rate(1, 1).nanosFor(Long.MAX_VALUE)).isEqualTo(YEAR_NANOS);
    }

    @Test
    void isWrittenPerPeriodToo() {
        assertThat(Rate.every(Duration.ofMinutes(1), 120)).isEqualTo(new Rate(2, 120));
    }

    @Test
    void refusesNothingAtAll() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Rate(0, 1)).withMessageContaining("0.0");
        assertThatIllegalArgumentException().isThrownBy(() -> new Rate(-1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Rate(Double.NaN, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Rate(Double.POSITIVE_INFINITY, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Rate(1, 0)).withMessageContaining("burst");
        assertThatIllegalArgumentException().isThrownBy(() -> Rate.every(Duration.ZERO, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Rate.every(Duration.ofSeconds(-1), 1));
    }

    @Test
    void refusesABurstThatNobodyLivesToSee() {
        assertThat(new Rate(1, 365 * 86_400).burst()).isEqualTo(31_536_000);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Rate(1, 365 * 86_400 + 1))
                .withMessageContaining("within a year");
    }
}
