package dev.realtime.core.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryBudgetTest {

    private final List<MemoryStream> gone = new ArrayList<>();
    private final HistoryBudget budget = new HistoryBudget(100, gone::add);
    private final MemoryStream first = stream("first");
    private final MemoryStream second = stream("second");

    @Test
    void addsUpWhatStreamsHoldNow() {
        budget.used(first, 60);
        budget.used(second, 30);
        budget.used(first, 10);

        assertThat(budget.bytes()).isEqualTo(40);
        assertThat(gone).isEmpty();
    }

    @Test
    void letsEverythingStayUpToItsLastByte() {
        budget.used(first, 60);
        budget.used(second, 40);

        assertThat(gone).isEmpty();
    }

    @Test
    void evictsWhoWasUnusedForLongest() {
        budget.used(first, 50);
        budget.used(second, 50);
        budget.used(first, 50);

        budget.used(stream("third"), 1);

        assertThat(gone).containsExactly(second);
        assertThat(budget.bytes()).isEqualTo(51);
    }

    @Test
    void evictsAtLastTheOneThatIsTooLargeItself() {
        budget.used(first, 50);
        budget.used(second, 101);

        assertThat(gone).containsExactly(first, second);
        assertThat(budget.bytes()).isZero();
    }

    @Test
    void takesOnlyItsHistoryFromAStreamSomebodyListensTo() {
        first.attach();
        first.append(Message.of(Payload.EMPTY), 0);
        budget.used(first, 50);

        budget.used(second, 100);

        assertThat(gone).isEmpty();
        assertThat(first.bytes()).isZero();
        assertThat(first.append(Message.of(Payload.EMPTY), 0)).isInstanceOf(MemoryStream.Append.Appended.class);
    }

    @Test
    void countsNothingForAStreamThatWasForgotten() {
        budget.used(first, 50);

        budget.forget(first);
        budget.forget(first);

        assertThat(budget.bytes()).isZero();
    }

    private static MemoryStream stream(String name) {
        return new MemoryStream(ChannelName.of(name), "e", ChannelOptions.DEFAULT);
    }
}
