package dev.realtime.core.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.Publication;
import dev.realtime.core.SlowPolicy;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.Broker.Page;
import dev.realtime.core.spi.Randomness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryBrokerTest {

    private static final ChannelName CHAT = ChannelName.of("chat");
    private static final ChannelName NEWS = ChannelName.of("news");

    // It wraps soon, as it may in life.
    private long nowNanos = Long.MAX_VALUE - 1_000_000_000;
    private Instant wallTime = Instant.ofEpochSecond(1_000_000);

    @Test
    @DisplayName("P6: history ends at its age, and a position before that is lost")
    void forgetsByAge() {
        MemoryBroker broker = broker(ChannelOptions.DEFAULT.history(10, 1 << 20, Duration.ofMinutes(1)), 1 << 30);
        StreamPosition first = publish(broker, CHAT, 10);
        pass(Duration.ofSeconds(59));
        publish(broker, CHAT, 10);
        assertThat(read(broker, first)).isInstanceOf(Page.Entries.class);

        pass(Duration.ofSeconds(2));

        assertThat(read(broker, new StreamPosition(first.epoch(), 0)))
                .isEqualTo(new Page.Lost(Page.Lost.Reason.EXPIRED, 2, new StreamPosition(first.epoch(), 2)));
    }

    @Test
    void aChannelThatWasForgottenComesBackInAnotherEpochThoughOthersOfItsTimeStay() {
        MemoryBroker broker = broker(ChannelOptions.DEFAULT.history(10, 1 << 20, Duration.ofMinutes(1)), 1 << 30);
        String first = publish(broker, CHAT, 10).epoch();
        pass(Duration.ofSeconds(50));
        String news = publish(broker, NEWS, 10).epoch();
        pass(Duration.ofSeconds(20));
        for (int i = 0; i < 1_100; i++) {
            publish(broker, ChannelName.of("c" + i), 10);
        }

        assertThat(publish(broker, CHAT, 10).epoch()).isNotEqualTo(first);
        assertThat(publish(broker, NEWS, 10).epoch()).isEqualTo(news);
    }

    @Test
    @DisplayName("LI13: the least used channel gives its history up first when memory ends")
    void evictsTheLeastUsed() {
        MemoryBroker broker = broker(ChannelOptions.DEFAULT, 4_000);
        StreamPosition chat = publish(broker, CHAT, 1_000);
        StreamPosition news = publish(broker, NEWS, 1_000);
        read(broker, new StreamPosition(chat.epoch(), 0));

        publish(broker, ChannelName.of("more"), 1_000);

        assertThat(broker.historyBytes()).isLessThanOrEqualTo(4_000);
        assertThat(read(broker, new StreamPosition(chat.epoch(), 0))).isInstanceOf(Page.Entries.class);
        assertThat(broker.read(NEWS, Optional.of(new StreamPosition(news.epoch(), 0)), 10, 1_000)
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(Page.Lost.class);
    }

    @Test
    void endsAPageAtItsCountAndItsBytes() {
        MemoryBroker broker = broker(ChannelOptions.DEFAULT, 1 << 30);
        String epoch = publish(broker, CHAT, 100).epoch();
        publish(broker, CHAT, 100);
        publish(broker, CHAT, 100);

        assertThat(entries(broker, epoch, 2, 1 << 20)).isEqualTo(2);
        assertThat(entries(broker, epoch, 10, 1)).isEqualTo(1);
    }

    @Test
    void remembersNothingWithoutHistory() {
        MemoryBroker broker = broker(ChannelOptions.DEFAULT.withoutHistory(), 1 << 30);
        String epoch = publish(broker, CHAT, 100).epoch();

        assertThat(read(broker, new StreamPosition(epoch, 0))).isInstanceOf(Page.Lost.class);
        assertThat(read(broker, new StreamPosition(epoch, 1))).isInstanceOf(Page.Entries.class);
    }

    @Test
    @DisplayName("names made up by a publisher filled the memory, without a bound")
    void forgetsUnusedChannelsWhenMemoryEnds() {
        MemoryBroker broker = broker(ChannelOptions.DEFAULT.withoutHistory(), 100_000);
        StreamPosition chat = publish(broker, CHAT, 10);

        for (int i = 0; i < 10_000; i++) {
            publish(broker, ChannelName.of("made-up-" + i), 10);
        }

        assertThat(broker.historyBytes()).isBetween(90_000L, 100_000L);
        assertThat(publish(broker, CHAT, 10).epoch()).isNotEqualTo(chat.epoch());
    }

    @Test
    void keepsAChannelWithListenersWhateverElseIsUsed() {
        MemoryBroker broker = broker(ChannelOptions.DEFAULT, 10_000);
        List<Long> heard = new ArrayList<>();
        broker.start(
                channel -> ChannelOptions.DEFAULT, (channel, epoch, publication) -> heard.add(publication.offset()));
        StreamPosition top = broker.attach(CHAT).toCompletableFuture().join();

        publish(broker, CHAT, 5_000);
        publish(broker, NEWS, 9_000);
        StreamPosition second = publish(broker, CHAT, 10);

        assertThat(second).isEqualTo(new StreamPosition(top.epoch(), 2));
        assertThat(heard).containsExactly(1L, 2L);
    }

    @Test
    void countsTheChannelItselfOnlyWhileNobodyListens() {
        MemoryBroker broker = broker(ChannelOptions.DEFAULT.withoutHistory(), 10_000);
        publish(broker, CHAT, 10);
        assertThat(broker.historyBytes()).isBetween(200L, 600L);

        broker.attach(CHAT);
        assertThat(broker.historyBytes()).isZero();
        broker.detach(CHAT);

        assertThat(broker.historyBytes()).isBetween(200L, 600L);
    }

    @ParameterizedTest
    @ValueSource(ints = {300, -300})
    @DisplayName("F18: a clock that was set made a repeat news, and history and newest entries vanish")
    void keepsWhatItHasWhenTheClockIsSet(int seconds) {
        ChannelOptions keeping = ChannelOptions.DEFAULT.history(10, 1 << 20, Duration.ofMinutes(1));
        MemoryBroker broker = broker(keeping, 1 << 30);
        MemoryBroker latest = broker(keeping.slowPolicy(SlowPolicy.LATEST_PER_KEY), 1 << 30);
        Message once = Message.of(Payload.json("1")).idempotencyKey("once");
        StreamPosition first = publish(broker, CHAT, once);
        publish(latest, CHAT, once);

        wallTime = wallTime.plusSeconds(seconds);

        assertThat(publish(broker, CHAT, once)).isEqualTo(first);
        assertThat(entries(broker, first.epoch(), 10, 1_000)).isEqualTo(1);
        assertThat(latest(latest)).hasSize(1);

        pass(Duration.ofMinutes(1));

        assertThat(read(broker, new StreamPosition(first.epoch(), 0))).isInstanceOf(Page.Lost.class);
        assertThat(latest(latest)).isEmpty();
        pass(Message.IDEMPOTENCY_WINDOW);
        assertThat(publish(broker, CHAT, once)).isNotEqualTo(first);
    }

    @Test
    void tellsReadersWallTime() {
        MemoryBroker broker = broker(ChannelOptions.DEFAULT.slowPolicy(SlowPolicy.LATEST_PER_KEY), 1 << 30);

        publish(broker, CHAT, 10);

        assertThat(latest(broker).get(0).publishedAtMillis()).isEqualTo(1_000_000_000);
    }

    @Test
    @DisplayName("P4: a repeat is known as such whatever else fills the memory")
    void knowsARepeatWhenMemoryEnds() {
        MemoryBroker broker = broker(ChannelOptions.DEFAULT, 100_000);
        Message once = Message.of(Payload.json("1")).idempotencyKey("once");
        StreamPosition first = publish(broker, CHAT, once);

        for (int i = 0; i < 1_000; i++) {
            publish(broker, ChannelName.of("made-up-" + i), 1_000);
        }

        assertThat(broker.historyBytes()).isLessThanOrEqualTo(100_000);
        assertThat(publish(broker, CHAT, once)).isEqualTo(first);
    }

    @Test
    @DisplayName("the memory of acts made up by publishers is bounded as well")
    void forgetsActsAtLast() {
        MemoryBroker broker = broker(ChannelOptions.DEFAULT.withoutHistory(), 100_000);
        Message once = Message.of(Payload.json("1")).idempotencyKey("once");
        StreamPosition first = publish(broker, CHAT, once);

        for (int i = 0; i < 1_000; i++) {
            publish(broker, ChannelName.of("made-up-" + i), once);
        }

        assertThat(broker.historyBytes()).isLessThanOrEqualTo(100_000);
        assertThat(publish(broker, CHAT, once).epoch()).isNotEqualTo(first.epoch());
    }

    @Test
    @DisplayName("channels that nobody used for long are forgotten while memory lasts, too")
    void forgetsUnusedChannelsInTime() {
        MemoryBroker broker = broker(ChannelOptions.DEFAULT, 1 << 30);
        StreamPosition chat = publish(broker, CHAT, 10);
        for (int i = 0; i < 1_000; i++) {
            publish(broker, ChannelName.of("old-" + i), 10);
        }

        pass(ChannelOptions.DEFAULT.history().age());
        for (int i = 0; i < 700; i++) {
            publish(broker, ChannelName.of("new-" + i), 10);
        }

        assertThat(broker.historyBytes()).isBetween(280_000L, 420_000L);
        assertThat(publish(broker, CHAT, 10).epoch()).isNotEqualTo(chat.epoch());
    }

    @Test
    @DisplayName("one new name in a thousand had to wait until all channels were looked at")
    void looksAtFewChannelsForEachNewName() {
        MemoryBroker broker = broker(ChannelOptions.DEFAULT.withoutHistory(), 1 << 30);
        for (int i = 0; i < 10_000; i++) {
            publish(broker, ChannelName.of("old-" + i), 10);
        }
        pass(ChannelOptions.DEFAULT.history().age());

        long mostForgotten = 0;
        for (int i = 0; i < 5_000; i++) {
            long before = broker.historyBytes();
            publish(broker, ChannelName.of("new-" + i), 10);
            mostForgotten = Math.max(mostForgotten, before - broker.historyBytes());
        }

        assertThat(mostForgotten).isBetween(1L, 2_000L);
        assertThat(broker.historyBytes()).isLessThan(3_000_000L);
    }

    @Test
    @DisplayName("a sweep took away the channel that came back while it ran, and its listener heard nothing more")
    void sweepsOnlyWhatItHasForgotten() {
        List<Runnable> meanwhile = new ArrayList<>();
        // A sweep that forgets a channel makes an epoch before it takes the channel away: another lane's moment.
        MemoryBroker broker = new MemoryBroker(1 << 30, () -> nowNanos, () -> wallTime, new Randomness() {
            private final Randomness random = new SystemRandomness();

            @Override
            public void fill(byte[] bytes) {
                random.fill(bytes);
                List<Runnable> due = List.copyOf(meanwhile);
                meanwhile.clear();
                due.forEach(Runnable::run);
            }

            @Override
            public long below(long bound) {
                return random.below(bound);
            }
        });
        List<Long> heard = new ArrayList<>();
        broker.start(
                channel -> ChannelOptions.DEFAULT, (channel, epoch, publication) -> heard.add(publication.offset()));
        publish(broker, CHAT, 10);
        pass(ChannelOptions.DEFAULT.history().age());

        meanwhile.add(() -> broker.attach(CHAT));
        for (int i = 0; i < 1_100; i++) {
            publish(broker, ChannelName.of("new-" + i), 10);
        }
        publish(broker, CHAT, 10);

        assertThat(heard).containsExactly(1L);
    }

    @Test
    @DisplayName("who asked for the newest entries of channels that nobody knows filled the memory")
    void keepsNothingOfAQuestion() {
        MemoryBroker broker = broker(ChannelOptions.DEFAULT.slowPolicy(SlowPolicy.LATEST_PER_KEY), 1_000_000);

        Page page = broker.latest(CHAT, Optional.empty(), 10, 1_000)
                .toCompletableFuture()
                .join();

        assertThat(((Page.Latest) page).entries()).isEmpty();
        assertThat(broker.historyBytes()).isZero();
    }

    private MemoryBroker broker(ChannelOptions options, long historyBytes) {
        MemoryBroker broker = new MemoryBroker(historyBytes, () -> nowNanos, () -> wallTime, new SystemRandomness());
        broker.start(channel -> options, (channel, epoch, publication) -> {});
        return broker;
    }

    private void pass(Duration time) {
        nowNanos += time.toNanos();
        wallTime = wallTime.plus(time);
    }

    private static StreamPosition publish(MemoryBroker broker, ChannelName channel, int bytes) {
        return publish(broker, channel, Message.of(Payload.binary(new byte[bytes])));
    }

    private static StreamPosition publish(MemoryBroker broker, ChannelName channel, Message message) {
        return broker.publish(channel, message).toCompletableFuture().join();
    }

    private static Page read(MemoryBroker broker, StreamPosition after) {
        return broker.read(CHAT, Optional.of(after), 100, 1 << 20)
                .toCompletableFuture()
                .join();
    }

    private static List<Publication> latest(MemoryBroker broker) {
        Page page = broker.latest(CHAT, Optional.empty(), 10, 1_000)
                .toCompletableFuture()
                .join();
        return ((Page.Latest) page).entries();
    }

    private static int entries(MemoryBroker broker, String epoch, int maxCount, long maxBytes) {
        Page page = broker.read(CHAT, Optional.of(new StreamPosition(epoch, 0)), maxCount, maxBytes)
                .toCompletableFuture()
                .join();
        return ((Page.Entries) page).entries().size();
    }
}
