package dev.realtime.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.Broker.Page;
import dev.realtime.core.spi.Broker.Page.Lost.Reason;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Reading forwards, from a position on. */
abstract class BrokerReadRules extends BrokerActRules {

    @Test
    @DisplayName("B21: reading gives the entries after a position, without holes, as they were told, and names the top")
    void readsWithoutHoles() {
        attach(CHAT);
        String epoch = fill(CHAT, 3);

        Page page = read(CHAT, new StreamPosition(epoch, 1));

        assertThat(page).isEqualTo(new Page.Entries(awaitTold(CHAT, 3).subList(1, 3), new StreamPosition(epoch, 3)));
    }

    @Test
    @DisplayName("B22: a page ends at its count, and the next one goes on where it ended")
    void readsPageByPage() {
        String epoch = fill(CHAT, 5);

        assertThat(offsets(readTwo(epoch, 0))).containsExactly(1L, 2L);
        assertThat(offsets(readTwo(epoch, 2))).containsExactly(3L, 4L);
        assertThat(offsets(readTwo(epoch, 4))).containsExactly(5L);
        assertThat(offsets(readTwo(epoch, 5))).isEmpty();
    }

    @Test
    @DisplayName("B23: a page ends after the entry that passes its bytes, so that it has at least one")
    void endsAPageByItsBytes() {
        String epoch = fillBig(CHAT, 5);
        StreamPosition start = new StreamPosition(epoch, 0);

        assertThat(offsets(await(broker.read(CHAT, Optional.of(start), 10, SMALL_BYTES))))
                .isEqualTo(upTo(3));
        assertThat(offsets(await(broker.read(CHAT, Optional.of(start), 10, 1)))).isEqualTo(upTo(1));
    }

    @Test
    @DisplayName("B24: an empty log is read as empty")
    void readsNothingFromAnEmptyLog() {
        StreamPosition top = attach(CHAT);

        assertThat(top.offset()).isZero();
        assertThat(offsets(read(CHAT, top))).isEmpty();
        assertThat(read(CHAT, top).top()).isEqualTo(top);
    }

    @Test
    @DisplayName("B25: a position that history has left is expired, never answered with a hole")
    void saysWhatItHasLost() {
        String epoch = fill(CHAT, HISTORY + 5);
        StreamPosition top = new StreamPosition(epoch, HISTORY + 5);

        assertThat(read(CHAT, new StreamPosition(epoch, 4))).isEqualTo(new Page.Lost(Reason.EXPIRED, 6, top));
        assertThat(offsets(read(CHAT, new StreamPosition(epoch, 5)))).isEqualTo(upTo(15).subList(5, 15));
    }

    @Test
    @DisplayName("B26: history ends at its bytes")
    void boundsHistoryByBytes() {
        String epoch = fillBig(SMALL, 5);

        assertThat(read(SMALL, new StreamPosition(epoch, 2))).isInstanceOf(Page.Lost.class);
        assertThat(offsets(read(SMALL, new StreamPosition(epoch, 4)))).containsExactly(5L);
    }

    @Test
    @DisplayName("B27: history ends at its age")
    void boundsHistoryByAge() {
        StreamPosition first = publish(CHAT, "1");
        elapse(options(CHAT).history().age().minusSeconds(1));
        assertThat(offsets(read(CHAT, new StreamPosition(first.epoch(), 0)))).isEqualTo(upTo(1));
        publish(CHAT, "2");

        elapse(Duration.ofSeconds(2));

        assertThat(read(CHAT, new StreamPosition(first.epoch(), 0))).isInstanceOf(Page.Lost.class);
        assertThat(offsets(read(CHAT, first))).containsExactly(2L);
    }

    @Test
    @DisplayName("B28: a position of another epoch, or beyond the top, is told apart")
    void tellsEpochsAndTheFutureApart() {
        String epoch = fill(CHAT, 3);
        StreamPosition top = new StreamPosition(epoch, 3);

        assertThat(read(CHAT, new StreamPosition("another", 2))).isEqualTo(new Page.Lost(Reason.EPOCH, 1, top));
        assertThat(read(CHAT, new StreamPosition(epoch, 4))).isEqualTo(new Page.Lost(Reason.AHEAD, 1, top));
    }

    @Test
    @DisplayName("B29: reading without a position begins at the oldest entry that is kept")
    void beginsWhereTheLogBegins() {
        fill(CHAT, HISTORY + 5);
        fill(WITHOUT_HISTORY, 3);
        attach(NEWS);

        assertThat(offsets(await(broker.read(CHAT, Optional.empty(), 2, 1 << 20))))
                .containsExactly(6L, 7L);
        assertThat(offsets(await(broker.read(WITHOUT_HISTORY, Optional.empty(), 2, 1 << 20))))
                .isEmpty();
        assertThat(offsets(await(broker.read(NEWS, Optional.empty(), 2, 1 << 20))))
                .isEmpty();
    }

    private Page readTwo(String epoch, long after) {
        return await(broker.read(CHAT, Optional.of(new StreamPosition(epoch, after)), 2, 1 << 20));
    }

    /** @return the epoch */
    String fillBig(ChannelName channel, int count) {
        String epoch = "";
        for (int i = 0; i < count; i++) {
            epoch = publish(channel, big()).epoch();
        }
        return epoch;
    }
}
