package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RefusedTokensTest {

    private long nowNanos = 1;
    private final RefusedTokens log = new RefusedTokens(() -> nowNanos);

    @Test
    @DisplayName("CF05: a flood of bad tokens is one line in ten seconds")
    void tellsEachReasonOnceInAWhile() {
        assertThat(log.isNews("bad_signature")).isTrue();
        nowNanos += Duration.ofSeconds(9).toNanos();
        assertThat(log.isNews("bad_signature")).isFalse();
        assertThat(log.isNews("expired")).isTrue();

        nowNanos += Duration.ofSeconds(1).toNanos();

        assertThat(log.isNews("bad_signature")).isTrue();
    }
}
