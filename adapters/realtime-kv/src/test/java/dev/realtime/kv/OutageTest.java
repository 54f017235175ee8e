package dev.realtime.kv;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OutageTest {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final Outage outage = new Outage(nanos::get);

    @Test
    void everybodyMayTryWhileNobodyFailed() {
        assertThat(outage.mayTry()).isTrue();
        assertThat(outage.mayTry()).isTrue();
    }

    @Test
    void afterAFailureNobodyNeedsToTryForASecondAndThenOne() {
        outage.failed();

        assertThat(outage.mayTry()).isFalse();
        nanos.addAndGet(Outage.PAUSE_NANOS - 1);
        assertThat(outage.mayTry()).isFalse();
        nanos.addAndGet(1);
        assertThat(outage.mayTry()).isTrue();
        assertThat(outage.mayTry()).isFalse();
    }

    @Test
    void aSuccessLetsEverybodyTryAgain() {
        outage.failed();
        outage.isOver();

        assertThat(outage.mayTry()).isTrue();
        assertThat(outage.mayTry()).isTrue();
    }
}
