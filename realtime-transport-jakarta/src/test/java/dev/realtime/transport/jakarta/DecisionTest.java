package dev.realtime.transport.jakarta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.spi.Admission;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DecisionTest {

    private final Map<String, Object> properties = new HashMap<>();
    private final Admission ann = new Admission.RefusedBySocket(ErrorCode.UNAUTHORIZED, 1008, "ann", Optional.empty());
    private final Admission bob = new Admission.RefusedBySocket(ErrorCode.UNAUTHORIZED, 1008, "bob", Optional.empty());

    @Test
    void arrivesOnce() {
        assertThat(new Decision(ann).leaveIn(properties)).isTrue();

        assertThat(Decision.takeFrom(properties)).isEqualTo(ann);
        assertThat(Decision.takeFrom(properties)).isEqualTo(Refusals.UNDECIDED);
    }

    @Test
    void spoilsAnotherOnTheSameWayAndDoesNotArriveItself() {
        new Decision(ann).leaveIn(properties);

        assertThat(new Decision(bob).leaveIn(properties)).isFalse();

        assertThat(Decision.takeFrom(properties)).isEqualTo(Refusals.UNDECIDED);
        assertThat(Decision.takeFrom(properties)).isEqualTo(Refusals.UNDECIDED);
    }

    @Test
    void leavesTheWayFreeForTheNext() {
        new Decision(ann).leaveIn(properties);
        Decision.takeFrom(properties);

        assertThat(new Decision(bob).leaveIn(properties)).isTrue();
        assertThat(Decision.takeFrom(properties)).isEqualTo(bob);
    }

    @Test
    void isARefusalWhereNoneWasLeft() {
        assertThat(Decision.takeFrom(properties)).isEqualTo(Refusals.UNDECIDED);
    }
}
