package dev.realtime.core.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelOptions.History;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.Publication;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A history in memory")
class MemoryHistoryTest {

    private static final Duration AGE = Duration.ofSeconds(10);
    private static final int ALL = 1_000;

    @Test
    void holdsTheNewestAsManyAsAllowed() {
        MemoryHistory history = new MemoryHistory(new History(3, 1 << 20, AGE));

        fill(history, 5);

        assertThat(history.oldest()).isEqualTo(3);
        assertThat(history.head()).isEqualTo(5);
        assertThat(offsets(history.from(3, ALL, ALL))).containsExactly(3L, 4L, 5L);
    }

    @Test
    void findsAPageWhereverItBegins() {
        MemoryHistory history = new MemoryHistory(new History(100, 1 << 20, AGE));

        fill(history, 250);

        assertThat(offsets(history.from(200, 3, 1 << 20))).containsExactly(200L, 201L, 202L);
        assertThat(offsets(history.from(249, ALL, 1 << 20))).containsExactly(249L, 250L);
        assertThat(history.from(251, ALL, 1 << 20)).isEmpty();
        assertThat(offsets(history.below(200, 3, 1 << 20))).containsExactly(199L, 198L, 197L);
        assertThat(offsets(history.below(153, ALL, 1 << 20))).containsExactly(152L, 151L);
        assertThat(history.below(100, ALL, 1 << 20)).isEmpty();
    }

    @Test
    void countsTheBytesOfWhatItHolds() {
        MemoryHistory history = new MemoryHistory(new History(2, 1 << 20, AGE));
        fill(history, 2);
        long two = history.bytes();

        fill(history, 3);
        assertThat(history.bytes()).isEqualTo(two);
        history.clear();

        assertThat(history.bytes()).isZero();
    }

    @Test
    void goesOnCountingAfterItsMemoryWasTaken() {
        MemoryHistory history = new MemoryHistory(new History(10, 1 << 20, AGE));
        fill(history, 5);

        history.clear();
        assertThat(history.isEmpty()).isTrue();
        assertThat(history.oldest()).isEqualTo(6);
        fill(history, 2);

        assertThat(offsets(history.from(6, ALL, ALL))).containsExactly(6L, 7L);
    }

    @Test
    void isEmptyWhenNothingIsToBeKept() {
        MemoryHistory history = new MemoryHistory(new History(0, 1 << 20, AGE));

        fill(history, 5);

        assertThat(history.isEmpty()).isTrue();
        assertThat(history.head()).isEqualTo(5);
        assertThat(history.oldest()).isEqualTo(6);
        assertThat(history.bytes()).isZero();
    }

    @Test
    void agreesWithAPlainList() {
        SplittableRandom random = new SplittableRandom(7);
        for (int run = 0; run < 200; run++) {
            History bounds = new History(random.nextInt(40), 500 + random.nextInt(5_000), AGE);
            MemoryHistory history = new MemoryHistory(bounds);
            List<Publication> kept = new ArrayList<>();
            long nowMillis = 0;
            for (int step = 0; step < 100; step++) {
                nowMillis += random.nextInt(1_000);
                Publication publication = entry(step + 1, nowMillis);
                history.add(publication, nowMillis);
                history.trim(nowMillis);
                kept.add(publication);
                trim(kept, bounds, nowMillis);

                assertThat(history.from(history.oldest(), ALL, 1 << 20)).isEqualTo(kept);
                assertThat(history.bytes()).isEqualTo(bytes(kept));
            }
        }
    }

    private static void trim(List<Publication> kept, History bounds, long nowMillis) {
        while (!kept.isEmpty()
                && (kept.size() > bounds.count()
                        || bytes(kept) > bounds.bytes()
                        || nowMillis - kept.get(0).publishedAtMillis() >= AGE.toMillis())) {
            kept.remove(0);
        }
    }

    private static long bytes(List<Publication> kept) {
        return kept.stream().mapToLong(PageFill::cost).sum();
    }

    private static void fill(MemoryHistory history, int count) {
        long head = history.head();
        LongStream.rangeClosed(head + 1, head + count).forEach(offset -> history.add(entry(offset, 0), 0));
    }

    private static Publication entry(long offset, long atMillis) {
        return new Publication(offset, atMillis, Message.of(Payload.EMPTY));
    }

    private static List<Long> offsets(List<Publication> page) {
        return page.stream().map(Publication::offset).toList();
    }
}
