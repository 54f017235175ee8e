package dev.realtime.core.policy;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.realtime.core.policy.Heartbeat.Verdict;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A heartbeat of 30 s ping, 60 s death")
class HeartbeatTest {

    // One second before the clock wraps: every test also proves that only differences count.
    private static final long START = Long.MAX_VALUE - ofSeconds(1).toNanos();

    private final Heartbeat heartbeat = new Heartbeat(ofSeconds(30), ofSeconds(60));

    @Test
    void waitsUntilThePingIsDue() {
        assertThat(heartbeat.check(START, false, 0, at(12))).isEqualTo(Verdict.WAIT);
        assertThat(heartbeat.sleepNanos(START, false, 0, at(12)))
                .isEqualTo(ofSeconds(18).toNanos());
    }

    @Test
    void pingsOnceAndThenWaitsForTheAnswer() {
        assertThat(heartbeat.check(START, false, 0, at(30))).isEqualTo(Verdict.PING);
        assertThat(heartbeat.check(START, true, at(30), at(59))).isEqualTo(Verdict.WAIT);
        assertThat(heartbeat.sleepNanos(START, true, at(30), at(31)))
                .isEqualTo(ofSeconds(29).toNanos());
        assertThat(heartbeat.check(START, true, at(30), at(60))).isEqualTo(Verdict.DEAD);
    }

    @Test
    @DisplayName("F19: after a pause of an hour nobody is given up before a ping he could answer")
    void givesEverybodyARoundOfGraceAfterAPause() {
        assertThat(heartbeat.check(START, false, 0, at(3_600))).isEqualTo(Verdict.PING);
        assertThat(heartbeat.check(START, true, at(3_600), at(3_601))).isEqualTo(Verdict.WAIT);
    }

    @Test
    void refusesADeadlineBeforeThePing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Heartbeat(ofSeconds(60), ofSeconds(30)))
                .withMessageContaining("PT1M, PT30S");
        assertThatIllegalArgumentException().isThrownBy(() -> new Heartbeat(ofSeconds(30), ofSeconds(30)));
    }

    @Test
    void refusesToPingAllTheTime() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Heartbeat(ofSeconds(0), ofSeconds(30)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Heartbeat(ofSeconds(-1), ofSeconds(30)));
    }

    private static long at(long seconds) {
        return START + ofSeconds(seconds).toNanos();
    }
}
