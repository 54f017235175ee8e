package dev.realtime.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.SlowPolicy;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.Broker.Page;
import dev.realtime.core.spi.Broker.Page.Lost.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The newest entry of each key, where only those count. */
abstract class BrokerLatestRules extends BrokerReadBackRules {

    @Test
    @DisplayName("B35: of each key the newest entry is given, in the order of offsets, as it was told")
    void givesTheNewestOfEachKey() {
        attach(LATEST);
        String epoch = publishKeys(LATEST, "a", "b", "c", "a");

        Page.Latest page = latest(LATEST);

        assertThat(offsets(page)).containsExactly(2L, 3L, 4L);
        assertThat(page.entries()).isEqualTo(awaitTold(LATEST, 4).subList(1, 4));
        assertThat(page).isEqualTo(new Page.Latest(page.entries(), 0, false, new StreamPosition(epoch, 4)));
    }

    @Test
    @DisplayName("B36: only what stands after the position is given")
    void givesWhatIsNew() {
        String epoch = publishKeys(LATEST, "a", "b", "c", "a");

        assertThat(offsets(latestAfter(epoch, 0))).containsExactly(2L, 3L, 4L);
        assertThat(offsets(latestAfter(epoch, 1))).containsExactly(2L, 3L, 4L);
        assertThat(offsets(latestAfter(epoch, 3))).containsExactly(4L);
        assertThat(offsets(latestAfter(epoch, 4))).isEmpty();
    }

    @Test
    @DisplayName("B37: a page of newest entries ends at its count or its bytes, and says whether more are left")
    void givesPageByPage() {
        String epoch = publishKeys(LATEST, "a", "b", "c");
        publishBig(LATEST_SMALL, "a", "b");
        publishKeys(LATEST_SMALL, "c");
        StreamPosition second = new StreamPosition(epoch, 2);

        Page.Latest first = (Page.Latest) await(broker.latest(LATEST, Optional.empty(), 2, 1 << 20));
        Page.Latest last = (Page.Latest) await(broker.latest(LATEST, Optional.of(second), 2, 1 << 20));
        Page.Latest exact = (Page.Latest) await(broker.latest(LATEST, Optional.empty(), 3, 1 << 20));
        Page.Latest small = (Page.Latest) await(broker.latest(LATEST_SMALL, Optional.empty(), 10, BIG_PAYLOAD + 5_000));

        assertThat(offsets(first)).containsExactly(1L, 2L);
        assertThat(first.more()).isTrue();
        assertThat(offsets(last)).containsExactly(3L);
        assertThat(last.more()).isFalse();
        assertThat(exact.more()).isFalse();
        assertThat(offsets(small)).containsExactly(1L, 2L);
        assertThat(small.more()).isTrue();
    }

    @Test
    @DisplayName("B38: messages without a key have one key together")
    void takesNoKeyForAKey() {
        publishKeys(LATEST, "", "a", "");

        assertThat(offsets(latest(LATEST))).containsExactly(2L, 3L);
    }

    @Test
    @DisplayName("B39: the newest entry of a key outlives history, and is there without history")
    void outlivesHistoryByKey() {
        publishKeys(LATEST, "a");
        times(HISTORY + 1, i -> publishKeys(LATEST, "b"));
        publishKeys(LATEST_WITHOUT_HISTORY, "a", "b");

        assertThat(offsets(latest(LATEST))).containsExactly(1L, HISTORY + 2L);
        assertThat(offsets(latest(LATEST_WITHOUT_HISTORY))).containsExactly(1L, 2L);
    }

    @Test
    @DisplayName("B40: beyond the most keys the one that is unchanged for longest is dropped, and said to be")
    void boundsKeys() {
        List<CompletionStage<StreamPosition>> answers = times(
                SlowPolicy.MAX_KEYS,
                i -> broker.publish(LATEST, Message.of(Payload.EMPTY).key("k" + i)));
        answers.forEach(this::await);
        publishKeys(LATEST, "k1");
        assertThat(latest(LATEST).droppedTo()).isZero();

        publishKeys(LATEST, "one more");

        Page.Latest page = latest(LATEST);
        assertThat(page.droppedTo()).isEqualTo(2);
        assertThat(offsets(page)).hasSize(SlowPolicy.MAX_KEYS).startsWith(3L).endsWith(1_025L, 1_026L);
    }

    @Test
    @DisplayName("B41: beyond the bytes of history the key that is unchanged for longest is dropped, and said to be")
    void boundsBytesOfKeys() {
        publishBig(LATEST_SMALL, "a", "b");
        assertThat(latest(LATEST_SMALL).droppedTo()).isZero();

        publishBig(LATEST_SMALL, "c");

        assertThat(offsets(latest(LATEST_SMALL))).containsExactly(2L, 3L);
        assertThat(latest(LATEST_SMALL).droppedTo()).isEqualTo(1);
    }

    @Test
    @DisplayName("B42: beyond the age of history the newest entry of a key is dropped, and said to be")
    void boundsKeysByAge() {
        publishKeys(LATEST_WITHOUT_HISTORY, "a");
        elapse(options(LATEST_WITHOUT_HISTORY).history().age().minusSeconds(1));
        assertThat(offsets(latest(LATEST_WITHOUT_HISTORY))).containsExactly(1L);
        assertThat(latest(LATEST_WITHOUT_HISTORY).droppedTo()).isZero();
        publishKeys(LATEST_WITHOUT_HISTORY, "b");

        elapse(Duration.ofSeconds(2));

        assertThat(offsets(latest(LATEST_WITHOUT_HISTORY))).containsExactly(2L);
        assertThat(latest(LATEST_WITHOUT_HISTORY).droppedTo()).isEqualTo(1);
    }

    @Test
    @DisplayName("B43: newest entries after a position of another epoch, or beyond the top, are told apart from none")
    void tellsEpochsAndTheFutureApartByKey() {
        StreamPosition empty = attach(LATEST_WITHOUT_HISTORY);
        String epoch = publishKeys(LATEST, "a", "b");

        assertThat(latest(LATEST_WITHOUT_HISTORY)).isEqualTo(new Page.Latest(List.of(), 0, false, empty));
        assertThat(latestAfter("another", 1)).isInstanceOfSatisfying(Page.Lost.class, lost -> assertThat(lost.reason())
                .isEqualTo(Reason.EPOCH));
        assertThat(latestAfter(epoch, 3)).isInstanceOfSatisfying(Page.Lost.class, lost -> assertThat(lost.reason())
                .isEqualTo(Reason.AHEAD));
    }

    private String publishKeys(ChannelName channel, String... keys) {
        String epoch = "";
        for (String key : keys) {
            epoch = publish(channel, Message.of(Payload.EMPTY).key(key)).epoch();
        }
        return epoch;
    }

    private void publishBig(ChannelName channel, String... keys) {
        for (String key : keys) {
            publish(channel, big().key(key));
        }
    }

    private Page.Latest latest(ChannelName channel) {
        return (Page.Latest) await(broker.latest(channel, Optional.empty(), 2_000, 1 << 20));
    }

    private Page latestAfter(String epoch, long offset) {
        return await(broker.latest(LATEST, Optional.of(new StreamPosition(epoch, offset)), 2_000, 1 << 20));
    }
}
