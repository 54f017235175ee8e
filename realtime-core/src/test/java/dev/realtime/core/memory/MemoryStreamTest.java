package dev.realtime.core.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.StreamPosition;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A stream in memory")
class MemoryStreamTest {

    private static final long AGE_MILLIS = 1_000;

    private final MemoryStream stream = new MemoryStream(
            ChannelName.of("chat"), "e", ChannelOptions.DEFAULT.history(10, 1 << 20, Duration.ofMillis(AGE_MILLIS)));

    @Test
    void isNotForgottenBeforeItsAgeHasPassed() {
        stream.append(Message.of(Payload.EMPTY), 0);

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

        assertThat(stream.append(Message.of(Payload.EMPTY), AGE_MILLIS)).isInstanceOf(MemoryStream.Append.Gone.class);
        assertThat(stream.attach()).isEmpty();
        assertThat(stream.isAttached()).isFalse();
        assertThat(stream.bytes()).isZero();
    }

    @Test
    void keepsItsPlaceWhenItsHistoryIsTakenAway() {
        stream.attach();
        stream.append(Message.of(Payload.EMPTY), 0);

        assertThat(stream.evict()).isFalse();

        assertThat(stream.bytes()).isZero();
        assertThat(stream.top()).isEqualTo(new StreamPosition("e", 1));
    }
}
