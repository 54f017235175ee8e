package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.frame.Batch;
import dev.realtime.core.hub.ReadingGate.Reason;
import dev.realtime.core.spi.Link;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadingGateTest {

    private final List<Boolean> told = new ArrayList<>();
    private final ReadingGate gate = new ReadingGate(new Told());

    @Test
    void tellsTheLinkOnceHoweverManyReasonsThereAre() {
        gate.close(Reason.JUDGING);
        gate.close(Reason.COMMANDS);
        gate.close(Reason.COMMANDS);

        assertThat(told).containsExactly(false);
    }

    @Test
    void opensWithTheLastReason() {
        gate.close(Reason.COMMANDS);
        gate.close(Reason.REPLIES);

        gate.open(Reason.COMMANDS);
        assertThat(told).containsExactly(false);
        gate.open(Reason.REPLIES);

        assertThat(told).containsExactly(false, true);
    }

    @Test
    void staysAsItIsForAReasonThatIsNone() {
        gate.open(Reason.REPLIES);
        gate.close(Reason.COMMANDS);
        gate.open(Reason.REPLIES);

        assertThat(told).containsExactly(false);
    }

    @Test
    void knowsItsReasons() {
        gate.close(Reason.REPLIES);

        assertThat(gate.isClosedFor(Reason.REPLIES)).isTrue();
        assertThat(gate.isClosedFor(Reason.COMMANDS)).isFalse();
        gate.open(Reason.REPLIES);
        assertThat(gate.isClosedFor(Reason.REPLIES)).isFalse();
    }

    private final class Told implements Link {
        @Override
        public void reading(boolean on) {
            told.add(on);
        }

        @Override
        public int write(Batch batch) {
            throw new AssertionError("a gate does not write");
        }

        @Override
        public boolean isBusy() {
            return false;
        }

        @Override
        public void close(int code, String reason) {
            throw new AssertionError("a gate does not close");
        }

        @Override
        public void abort() {
            throw new AssertionError("a gate does not cut");
        }
    }
}
