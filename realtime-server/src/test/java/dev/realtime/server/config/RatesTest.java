package dev.realtime.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.realtime.core.Rate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RatesTest {

    @Test
    void allOfAPeriodMayComeAtOnce() {
        assertThat(Rates.parse("100/s")).isEqualTo(new Rate(100, 100));
        assertThat(Rates.parse("120/m")).isEqualTo(new Rate(2, 120));
        assertThat(Rates.parse("7200/h")).isEqualTo(new Rate(2, 7_200));
    }

    @Test
    void unlessABurstIsGiven() {
        assertThat(Rates.parse("5/s burst 20")).isEqualTo(new Rate(5, 20));
        assertThat(Rates.parse("100/s burst 1")).isEqualTo(new Rate(100, 1));
    }

    @Test
    void bytesMayHaveUnits() {
        assertThat(Rates.parse("1MiB/s burst 4MiB")).isEqualTo(new Rate(1_048_576, 4_194_304));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "100",
                "/s",
                "100/",
                "100/d",
                "100/s burst",
                "100/s burst 0",
                "0/s",
                "-1/s",
                "1.5/s",
                "100 /s",
                "100/s, burst 5"
            })
    void allElseIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Rates.parse(text)).withMessageStartingWith("need");
    }
}
