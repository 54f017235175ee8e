package dev.realtime.kv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Message;
import dev.realtime.core.RefusedException;
import dev.realtime.core.UserId;
import dev.realtime.core.memory.SystemRandomness;
import dev.realtime.core.spi.Broker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AnnouncerTest {

    private static final ChannelName TO_ANN = ChannelName.of("kv#ann");
    private static final List<KvChange> OF_ANN = List.of(new KvChange(UserId.of("ann"), new KvKey("a"), 1));
    private static final List<KvChange> OF_TWO = List.of(
            new KvChange(UserId.of("ann"), new KvKey("a"), 2), new KvChange(UserId.of("bob"), new KvKey("b"), 3));

    private final Deque<CompletionStage<?>> answers = new ArrayDeque<>();
    private final List<Message> messages = new ArrayList<>();
    private final List<ChannelName> channels = new ArrayList<>();
    private final Counted telemetry = new Counted();
    private final AtomicLong nanos = new AtomicLong();
    private final Set<ChannelName> refused = new HashSet<>();
    private final Pause pause = new Pause(new SystemRandomness());

    @Test
    void publishesToEachOwnersChannel() throws InterruptedException {
        announcer().announce(OF_TWO);

        assertThat(channels).containsExactly(ChannelName.of("kv#ann"), ChannelName.of("kv#bob"));
        assertThat(telemetry.announced).hasValue(2);
    }

    @Test
    void publishesAgainWhatWasRefusedOrIsUnknown() throws InterruptedException {
        answers.add(CompletableFuture.failedStage(new RefusedException(ErrorCode.OVERLOADED, "full")));
        answers.add(CompletableFuture.failedStage(new Broker.UnavailableException("nobody knows", null)));
        announcer().announce(OF_ANN);

        assertThat(messages).hasSize(3);
        assertThat(messages)
                .extracting(Message::idempotencyKey)
                .containsOnly(messages.get(0).idempotencyKey());
        assertThat(messages.get(0).idempotencyKey()).isNotEmpty();
        assertThat(telemetry.failed).hasValue(2);
        assertThat(telemetry.announced).hasValue(1);
    }

    @Test
    void publishesAgainOnlyWhatFailed() throws InterruptedException {
        answers.add(CompletableFuture.completedStage(null));
        answers.add(CompletableFuture.failedStage(new RefusedException(ErrorCode.OVERLOADED, "full")));
        announcer().announce(OF_TWO);

        assertThat(channels)
                .containsExactly(ChannelName.of("kv#ann"), ChannelName.of("kv#bob"), ChannelName.of("kv#bob"));
    }

    @Test
    void publishesAgainWhatIsNotAnsweredInTime() throws InterruptedException {
        answers.add(new CompletableFuture<>());
        announcer().announce(OF_ANN);

        assertThat(messages).hasSize(2);
        assertThat(telemetry.failed).hasValue(1);
    }

    @Test
    void publishesAgainWhatThrew() throws InterruptedException {
        AtomicInteger calls = new AtomicInteger();
        new Announcer(
                        (channel, message) -> {
                            if (calls.getAndIncrement() == 0) {
                                throw new IllegalStateException("a bug");
                            }
                            return CompletableFuture.completedStage(null);
                        },
                        terms(),
                        new SystemRandomness())
                .announce(OF_ANN);

        assertThat(calls).hasValue(2);
    }

    @Test
    void dropsWhatWillNeverBeTaken() throws InterruptedException {
        answers.add(CompletableFuture.failedStage(new RefusedException(ErrorCode.PERMISSION_DENIED, "never")));
        announcer().announce(OF_ANN);

        assertThat(messages).hasSize(1);
        assertThat(telemetry.dropped).hasValue(1);
        assertThat(telemetry.announced).hasValue(0);
    }

    @Test
    void namesEachActAnew() throws InterruptedException {
        Announcer first = announcer();
        first.announce(OF_ANN);
        first.announce(OF_ANN);
        announcer().announce(OF_ANN);

        assertThat(messages).extracting(Message::idempotencyKey).doesNotHaveDuplicates();
    }

    @Test
    void oneChannelThatIsNotTakenHoldsUpNoOther() throws InterruptedException {
        refused.add(TO_ANN);
        Announcer announcer = announcer();

        announcer.announce(OF_TWO);
        announcer.announce(List.of(new KvChange(UserId.of("bob"), new KvKey("b"), 4)));

        assertThat(channels).filteredOn(ChannelName.of("kv#bob")::equals).hasSize(2);
        assertThat(telemetry.announced).hasValue(2);
    }

    @Test
    void aChannelThatIsTakenAgainHearsWhatWasStuckAndThenTheNewestOfTheRest() throws InterruptedException {
        refused.add(TO_ANN);
        Announcer announcer = announcer();
        announcer.announce(OF_ANN);
        announcer.announce(List.of(new KvChange(UserId.of("ann"), new KvKey("a"), 2)));
        announcer.announce(List.of(new KvChange(UserId.of("ann"), new KvKey("a"), 3)));
        refused.clear();
        Message stuck = messages.get(0);
        messages.clear();

        for (int i = 0; i < 4; i++) {
            nanos.addAndGet(Duration.ofSeconds(10).toNanos());
            announcer.announce(List.of());
        }
        announcer.announce(List.of(new KvChange(UserId.of("ann"), new KvKey("a"), 4)));

        assertThat(messages).element(0).isSameAs(stuck);
        assertThat(messages)
                .extracting(message -> new String(message.data().bytes(), UTF_8))
                .containsExactly(
                        "[{\"key\":\"a\",\"version\":1}]",
                        "[{\"key\":\"a\",\"version\":3}]",
                        "[{\"key\":\"a\",\"version\":4}]");
    }

    @Test
    void triesWhatIsStuckInItsTimeOnly() throws InterruptedException {
        refused.add(TO_ANN);
        Announcer announcer = announcer();
        announcer.announce(OF_ANN);
        int tries = messages.size();

        announcer.announce(List.of());
        assertThat(messages).hasSize(tries);
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        announcer.announce(List.of());

        assertThat(messages).hasSize(tries + 1);
    }

    @Test
    void setsNoMoreKeysAsideThanItHasRoomFor() throws InterruptedException {
        refused.add(TO_ANN);
        Announcer announcer = announcer();
        List<KvChange> all = IntStream.range(0, Behind.MAX_KEYS)
                .mapToObj(i -> new KvChange(UserId.of("ann"), new KvKey("k" + i), 1))
                .toList();
        announcer.announce(all);
        messages.clear();
        for (int i = 0; i < 3; i++) {
            answers.add(CompletableFuture.failedStage(new RefusedException(ErrorCode.OVERLOADED, "full")));
        }

        announcer.announce(List.of(new KvChange(UserId.of("bob"), new KvKey("b"), 1)));

        assertThat(messages).as("it waited for the fourth try").hasSize(4);
        assertThat(telemetry.announced).hasValue(1);
    }

    @Test
    void endsWhenItIsStopped() {
        pause.stop();
        answers.add(new CompletableFuture<>());

        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> announcer().announce(OF_ANN));
    }

    private Announcer announcer() {
        return new Announcer(this::publish, terms(), new SystemRandomness());
    }

    private SourceTerms terms() {
        return new SourceTerms(
                KvSourceOptions.DEFAULT.publishTimeout(Duration.ofMillis(20)), telemetry, pause, nanos::get);
    }

    private CompletionStage<?> publish(ChannelName channel, Message message) {
        channels.add(channel);
        messages.add(message);
        if (refused.contains(channel)) {
            return CompletableFuture.failedStage(new RefusedException(ErrorCode.OVERLOADED, "full"));
        }
        CompletionStage<?> answer = answers.poll();
        return answer == null ? CompletableFuture.completedStage(null) : answer;
    }

    private static final class Counted implements KvTelemetry {
        private final AtomicInteger announced = new AtomicInteger();
        private final AtomicInteger failed = new AtomicInteger();
        private final AtomicInteger dropped = new AtomicInteger();

        @Override
        public void announced(int keys) {
            announced.addAndGet(keys);
        }

        @Override
        public void publishFailed() {
            failed.incrementAndGet();
        }

        @Override
        public void publishDropped(int keys) {
            dropped.addAndGet(keys);
        }
    }
}
