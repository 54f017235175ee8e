package dev.realtime.core.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.SlowPolicy;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.Broker.Page;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A stream in memory")
class MemoryStreamTest {

    private static final long AGE_MILLIS = 1_000;
    private static final long WINDOW_MILLIS = Message.IDEMPOTENCY_WINDOW.toMillis();

    private final MemoryStream stream = new MemoryStream(
            ChannelName.of("chat"), "e", ChannelOptions.DEFAULT.history(10, 1 << 20, Duration.ofMillis(AGE_MILLIS)));

    @Test
    void isNotForgottenBeforeItsAgeHasPassed() {
        stream.append(Message.of(Payload.EMPTY), 0, 0);

        assertThat(stream.forgetIfUnused(AGE_MILLIS - 1)).isFalse();
        assertThat(stream.forgetIfUnused(AGE_MILLIS)).isTrue();
    }

    @Test
    void isNotForgottenWhileSomebodyListens() {
        stream.attach();

        assertThat(stream.forgetIfUnused(AGE_MILLIS)).isFalse();
        stream.detach();

        assertThat(stream.forgetIfUnused(AGE_MILLIS)).isTrue();
    }

    @Test
    @DisplayName("a stream that was forgotten between being looked up and used swallowed messages and listeners")
    void doesNothingOnceForgotten() {
        stream.forgetIfUnused(AGE_MILLIS);

        assertThat(stream.append(Message.of(Payload.EMPTY), 0, AGE_MILLIS))
                .isInstanceOf(MemoryStream.Append.Gone.class);
        assertThat(stream.attach()).isEmpty();
        assertThat(stream.isAttached()).isFalse();
        assertThat(stream.bytes()).isZero();
    }

    @Test
    void keepsItsPlaceWhenItsHistoryIsTakenAway() {
        stream.attach();
        stream.append(Message.of(Payload.EMPTY), 0, 0);

        stream.evict(0);

        assertThat(stream.isForgotten()).isFalse();
        assertThat(stream.bytes()).isZero();
        assertThat(stream.top()).isEqualTo(new StreamPosition("e", 1));
    }

    @Test
    @DisplayName("P4: a stream that knows an act is not forgotten as unused before the act is")
    void isNotForgottenWhileAnActIsKnown() {
        stream.append(named("a"), 0, 0);

        assertThat(stream.forgetIfUnused(WINDOW_MILLIS - 1)).isFalse();
        assertThat(stream.forgetIfUnused(WINDOW_MILLIS)).isTrue();
    }

    @Test
    void keepsActsWhenItsHistoryIsTakenAway() {
        stream.append(named("a"), 0, 0);

        stream.evict(WINDOW_MILLIS - 1);

        assertThat(stream.isForgotten()).isFalse();
        assertThat(stream.append(named("a"), 0, WINDOW_MILLIS - 1))
                .isEqualTo(new MemoryStream.Append.Repeated(new StreamPosition("e", 1)));
    }

    @Test
    void isForgottenWithItsHistoryOnceItsActsAreOld() {
        stream.append(named("a"), 0, 0);

        stream.evict(WINDOW_MILLIS);

        assertThat(stream.isForgotten()).isTrue();
    }

    @Test
    void givesUpItsActsAtLast() {
        stream.append(named("a"), 0, 0);

        stream.evictActs();

        assertThat(stream.isForgotten()).isTrue();
        assertThat(stream.bytes()).isZero();
    }

    @Test
    void staysWithItsListenersWhenItsActsAreTaken() {
        stream.attach();
        stream.append(named("a"), 0, 0);

        stream.evictActs();

        assertThat(stream.isForgotten()).isFalse();
        assertThat(stream.append(named("a"), 0, 0)).isInstanceOf(MemoryStream.Append.Appended.class);
    }

    @Test
    void isUsedByARepeat() {
        stream.append(named("a"), 0, 0);
        stream.append(named("a"), 0, WINDOW_MILLIS - 1);

        assertThat(stream.forgetIfUnused(WINDOW_MILLIS)).isFalse();
        assertThat(stream.forgetIfUnused(WINDOW_MILLIS - 1 + AGE_MILLIS)).isTrue();
    }

    @Test
    void countsActsUntilTheyAreOld() {
        stream.attach();
        stream.append(named("a"), 0, 0);
        stream.read(Optional.empty(), 1, 1, AGE_MILLIS);

        assertThat(stream.bytes()).isBetween(200L, 400L);
        stream.read(Optional.empty(), 1, 1, WINDOW_MILLIS);

        assertThat(stream.bytes()).isZero();
    }

    @Test
    void keepsTheNewestOfEachKeyWhereOnlyThoseCount() {
        MemoryStream latest = latestPerKey();
        latest.attach();
        latest.append(Message.of(Payload.EMPTY).key("a"), 0, 0);
        latest.append(Message.of(Payload.EMPTY).key("a"), 0, 0);
        assertThat(latest.bytes()).isBetween(300L, 500L);
        assertThat(latest.forgetIfUnused(0)).isFalse();

        latest.evict(0);

        assertThat(latest.bytes()).isZero();
        assertThat(latest.latest(Optional.empty(), 10, 1_000, 0))
                .isEqualTo(new Page.Latest(List.of(), 2, false, new StreamPosition("e", 2)));
    }

    @Test
    void isNotForgottenWhileANewestEntryIsKept() {
        MemoryStream latest = latestPerKey();
        latest.append(Message.of(Payload.EMPTY), 0, 0);

        assertThat(latest.forgetIfUnused(AGE_MILLIS - 1)).isFalse();
        assertThat(latest.forgetIfUnused(AGE_MILLIS)).isTrue();
    }

    @Test
    void isUsedByReading() {
        stream.read(Optional.empty(), 1, 1, 100);
        assertThat(stream.forgetIfUnused(AGE_MILLIS)).isFalse();
        stream.readBack(Optional.empty(), 1, 1, 200);
        assertThat(stream.forgetIfUnused(AGE_MILLIS + 100)).isFalse();
        stream.latest(Optional.empty(), 1, 1, 300);
        assertThat(stream.forgetIfUnused(AGE_MILLIS + 200)).isFalse();

        assertThat(stream.forgetIfUnused(AGE_MILLIS + 300)).isTrue();
    }

    private static MemoryStream latestPerKey() {
        return new MemoryStream(
                ChannelName.of("prices"),
                "e",
                ChannelOptions.DEFAULT
                        .history(0, 1 << 20, Duration.ofMillis(AGE_MILLIS))
                        .slowPolicy(SlowPolicy.LATEST_PER_KEY));
    }

    private static Message named(String act) {
        return Message.of(Payload.EMPTY).idempotencyKey(act);
    }
}
