package dev.realtime.core.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelOptions.History;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.Publication;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.Broker.Page;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The newest entries of all keys")
class LatestEntriesTest {

    private static final Duration AGE = Duration.ofSeconds(10);
    private static final StreamPosition TOP = new StreamPosition("e", 9);

    private final LatestEntries latest = new LatestEntries(new History(0, 10_000, AGE));

    @Test
    void keepTheNewestOfAllHoweverLargeItIs() {
        add(1, "a", 100);

        add(2, "b", 20_000);

        assertThat(offsets()).containsExactly(2L);
        assertThat(page().droppedTo()).isEqualTo(1);
    }

    @Test
    void countWhatTheyHold() {
        assertThat(latest.bytes()).isZero();
        add(1, "a", 100);
        long one = latest.bytes();
        add(2, "a", 100);

        assertThat(latest.bytes()).isEqualTo(one).isBetween(300L, 500L);
    }

    @Test
    void sayWhatIsLostWhenTheirMemoryIsTaken() {
        add(1, "a", 100);
        add(2, "b", 100);
        add(3, "a", 100);

        latest.clear();

        assertThat(page()).isEqualTo(new Page.Latest(List.of(), 3, false, TOP));
        assertThat(latest.isEmpty()).isTrue();
        assertThat(latest.bytes()).isZero();
    }

    @Test
    void goOnAfterTheirMemoryWasTaken() {
        add(1, "a", 100);
        latest.clear();

        add(2, "a", 100);

        assertThat(offsets()).containsExactly(2L);
        assertThat(page().droppedTo()).isEqualTo(1);
    }

    @Test
    void mayFillTheirBytesToTheLast() {
        // What it costs beside its payload: 245 and the key.
        add(1, "a", 5_000 - 245);
        add(2, "b", 5_000 - 245);
        assertThat(offsets()).containsExactly(1L, 2L);
        long full = latest.bytes();

        add(3, "c", 5_000 - 244);

        assertThat(offsets()).containsExactly(3L);
        assertThat(latest.bytes()).isEqualTo(full - 5_000 + 1);
    }

    @Test
    void standAfterThePosition() {
        add(1, "a", 100);
        add(2, "b", 100);

        assertThat(((Page.Latest) latest.after(1, 100, 1 << 20, TOP)).entries())
                .extracting(Publication::offset)
                .containsExactly(2L);
        assertThat(((Page.Latest) latest.after(0, 1, 1 << 20, TOP)).more()).isTrue();
    }

    @Test
    void loseNothingWhenAKeyIsReplaced() {
        add(1, "a", 4_000);
        add(2, "b", 4_000);

        add(3, "a", 4_000);

        assertThat(offsets()).containsExactly(2L, 3L);
        assertThat(page().droppedTo()).isZero();
    }

    @Test
    void endWithTheirAge() {
        add(1, "a", 100);

        latest.trim(AGE.toMillis() - 1);
        assertThat(latest.isEmpty()).isFalse();
        latest.trim(AGE.toMillis());

        assertThat(latest.isEmpty()).isTrue();
        assertThat(page().droppedTo()).isEqualTo(1);
    }

    private void add(long offset, String key, int bytes) {
        Message message = Message.of(Payload.binary(new byte[bytes])).key(key);
        latest.add(new Publication(offset, 0, message), 0);
    }

    private Page.Latest page() {
        return (Page.Latest) latest.after(0, 100, 1 << 20, TOP);
    }

    private List<Long> offsets() {
        return page().entries().stream().map(Publication::offset).toList();
    }
}
