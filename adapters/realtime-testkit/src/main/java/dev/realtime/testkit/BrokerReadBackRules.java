package dev.realtime.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.Broker.Page;
import dev.realtime.core.spi.Broker.Page.Lost.Reason;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Reading backwards, as somebody who scrolls up. */
abstract class BrokerReadBackRules extends BrokerReadRules {

    @Test
    @DisplayName("B30: reading back gives the newest entry first, as it was told, and names the top")
    void readsTheNewestFirst() {
        attach(CHAT);
        String epoch = fill(CHAT, 3);

        Page page = back(CHAT, 2);

        assertThat(offsets(page)).containsExactly(3L, 2L);
        assertThat(((Page.Entries) page).entries().get(0))
                .isEqualTo(awaitTold(CHAT, 3).get(2));
        assertThat(page.top()).isEqualTo(new StreamPosition(epoch, 3));
    }

    @Test
    @DisplayName("B31: a page before a position begins below it, so that pages neither overlap nor leave a hole")
    void readsBackPageByPage() {
        String epoch = fill(CHAT, 5);

        assertThat(offsets(twoBefore(epoch, 5))).containsExactly(4L, 3L);
        assertThat(offsets(twoBefore(epoch, 3))).containsExactly(2L, 1L);
        assertThat(offsets(twoBefore(epoch, 2))).containsExactly(1L);
        assertThat(offsets(twoBefore(epoch, 1))).isEmpty();
        assertThat(offsets(twoBefore(epoch, 0))).isEmpty();
    }

    @Test
    @DisplayName("B32: a page read back ends after the entry that passes its bytes, so that it has at least one")
    void endsAPageReadBackByItsBytes() {
        fillBig(CHAT, 5);

        assertThat(offsets(await(broker.readBack(CHAT, Optional.empty(), 10, SMALL_BYTES))))
                .containsExactly(5L, 4L, 3L);
        assertThat(offsets(await(broker.readBack(CHAT, Optional.empty(), 10, 1))))
                .containsExactly(5L);
    }

    @Test
    @DisplayName("B33: where the log begins, reading back ends")
    void endsWhereTheLogBegins() {
        String epoch = fill(CHAT, HISTORY + 5);
        attach(NEWS);
        fill(WITHOUT_HISTORY, 3);

        assertThat(offsets(back(CHAT, 100))).hasSize(HISTORY).startsWith(15L).endsWith(6L);
        assertThat(offsets(twoBefore(epoch, 7))).containsExactly(6L);
        assertThat(offsets(twoBefore(epoch, 3))).isEmpty();
        assertThat(offsets(back(NEWS, 100))).isEmpty();
        assertThat(offsets(back(WITHOUT_HISTORY, 100))).isEmpty();
    }

    @Test
    @DisplayName("B34: reading back from another epoch, or from beyond the top, is told apart")
    void tellsEpochsAndTheFutureApartBackwards() {
        String epoch = fill(CHAT, 3);
        StreamPosition top = new StreamPosition(epoch, 3);

        assertThat(twoBefore("another", 2)).isEqualTo(new Page.Lost(Reason.EPOCH, 1, top));
        assertThat(twoBefore(epoch, 4)).isEqualTo(new Page.Lost(Reason.AHEAD, 1, top));
    }

    private Page back(ChannelName channel, int maxCount) {
        return await(broker.readBack(channel, Optional.empty(), maxCount, 1 << 20));
    }

    private Page twoBefore(String epoch, long offset) {
        return await(broker.readBack(CHAT, Optional.of(new StreamPosition(epoch, offset)), 2, 1 << 20));
    }
}
