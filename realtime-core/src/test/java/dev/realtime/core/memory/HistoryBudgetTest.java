package dev.realtime.core.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HistoryBudgetTest {

    private final List<MemoryStream> gone = new ArrayList<>();
    private final HistoryBudget budget = new HistoryBudget(100, gone::add);
    private final MemoryStream first = stream("first");
    private final MemoryStream second = stream("second");

    @Test
    void addsUpWhatStreamsHoldNow() {
        budget.used(first, 60, 0);
        budget.used(second, 30, 0);
        budget.used(first, 10, 0);

        assertThat(budget.bytes()).isEqualTo(40);
        assertThat(gone).isEmpty();
    }

    @Test
    void letsEverythingStayUpToItsLastByte() {
        budget.used(first, 60, 0);
        budget.used(second, 40, 0);

        assertThat(gone).isEmpty();
    }

    @Test
    void evictsWhoWasUnusedForLongest() {
        budget.used(first, 50, 0);
        budget.used(second, 50, 0);
        budget.used(first, 50, 0);

        budget.used(stream("third"), 1, 0);

        assertThat(gone).containsExactly(second);
        assertThat(budget.bytes()).isEqualTo(51);
    }

    @Test
    void evictsAtLastTheOneThatIsTooLargeItself() {
        budget.used(first, 50, 0);
        budget.used(second, 101, 0);

        assertThat(gone).containsExactly(first, second);
        assertThat(budget.bytes()).isZero();
    }

    @Test
    void takesOnlyItsHistoryFromAStreamSomebodyListensTo() {
        first.attach();
        first.append(Message.of(Payload.EMPTY), 0, 0);
        budget.used(first, 50, 0);

        budget.used(second, 100, 0);

        assertThat(gone).isEmpty();
        assertThat(first.bytes()).isZero();
        assertThat(first.append(Message.of(Payload.EMPTY), 0, 0)).isInstanceOf(MemoryStream.Append.Appended.class);
    }

    @Test
    void countsNothingForAStreamThatWasForgotten() {
        budget.used(first, 50, 0);

        budget.forget(first);
        budget.forget(first);

        assertThat(budget.bytes()).isZero();
    }

    @Test
    @DisplayName("P4: acts go last, those first whose stream was unused for longest")
    void takesEveryHistoryBeforeAnyAct() {
        List<MemoryStream> acting = List.of(acting("act-1"), acting("act-2"), acting("act-3"));
        long each = acting.get(0).bytes();
        HistoryBudget budget = new HistoryBudget(2 * each, gone::add);

        acting.forEach(stream -> budget.used(stream, each, 0));
        assertThat(acting.get(0).bytes()).isLessThan(each);
        assertThat(acting.get(2).bytes()).isEqualTo(each);
        budget.used(first, 2 * each - 1, 0);

        assertThat(gone).containsExactly(first);
        assertThat(acting).allSatisfy(stream -> assertThat(stream.append(named(), 0, 0))
                .isInstanceOf(MemoryStream.Append.Repeated.class));
        assertThat(budget.bytes()).isEqualTo(3 * acting.get(0).bytes());
    }

    @Test
    void takesActsFromWhoWasUnusedForLongest() {
        MemoryStream one = acting("one");
        MemoryStream two = acting("two");
        long each = one.bytes();
        one.evict(0);
        two.evict(0);
        long acts = one.bytes();
        HistoryBudget budget = new HistoryBudget(acts, gone::add);
        budget.used(one, acts, 0);
        assertThat(gone).isEmpty();

        budget.used(two, acts, 0);

        assertThat(acts).isLessThan(each);
        assertThat(gone).containsExactly(one);
        assertThat(two.isForgotten()).isFalse();
        assertThat(budget.bytes()).isEqualTo(acts);
    }

    @Test
    void countsAStreamOnceThatIsUsedAgainAfterItsHistoryWasTaken() {
        MemoryStream one = acting("one");
        one.evict(0);
        long acts = one.bytes();
        HistoryBudget budget = new HistoryBudget(acts + 10, gone::add);
        budget.used(one, acts + 20, 0);
        assertThat(budget.bytes()).isEqualTo(acts);

        budget.used(one, acts + 5, 0);
        assertThat(budget.bytes()).isEqualTo(acts + 5);
        budget.forget(one);

        assertThat(budget.bytes()).isZero();
    }

    private static MemoryStream acting(String name) {
        MemoryStream stream = stream(name);
        stream.append(named(), 0, 0);
        return stream;
    }

    private static Message named() {
        return Message.of(Payload.binary(new byte[1_000])).idempotencyKey("a");
    }

    private static MemoryStream stream(String name) {
        return new MemoryStream(ChannelName.of(name), "e", ChannelOptions.DEFAULT);
    }
}
