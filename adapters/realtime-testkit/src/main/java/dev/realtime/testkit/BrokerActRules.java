package dev.realtime.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.RefusedException;
import dev.realtime.core.StreamPosition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Publishing again under the same idempotency key is the same act. */
abstract class BrokerActRules extends BrokerAppendRules {

    static final Message ONCE = Message.of("note", Payload.json("1")).idempotencyKey("act-1");

    @Test
    @DisplayName("B13: a repeat is answered with the first one's position, and neither appended nor told")
    void appendsOnce() {
        attach(CHAT);
        StreamPosition first = publish(CHAT, ONCE);
        publish(CHAT, "2");

        StreamPosition again = publish(CHAT, ONCE);

        assertThat(again).isEqualTo(first);
        assertThat(publish(CHAT, "3").offset()).isEqualTo(3);
        assertThat(offsets(awaitTold(CHAT, 3))).isEqualTo(upTo(3));
    }

    @Test
    @DisplayName("B14: a repeat is known after the entry has left history, and without history")
    void outlivesHistory() {
        StreamPosition chat = publish(CHAT, ONCE);
        fill(CHAT, HISTORY + 1);
        StreamPosition none = publish(WITHOUT_HISTORY, ONCE);
        fill(WITHOUT_HISTORY, 1);

        assertThat(publish(CHAT, ONCE)).isEqualTo(chat);
        assertThat(publish(WITHOUT_HISTORY, ONCE)).isEqualTo(none);
    }

    @Test
    @DisplayName("B15: a repeat over another connection is the same act, whatever else of the message differs")
    void knowsTheActByPayloadAndEvent() {
        StreamPosition first = publish(CHAT, ONCE.from("c_1").tags(Map.of("a", "1")));

        StreamPosition again =
                publish(CHAT, ONCE.from("c_2").withoutEcho().key("k").tags(Map.of("a", "2")));

        assertThat(again).isEqualTo(first);
    }

    @Test
    @DisplayName("B16: another payload or event under the same key is refused as a conflict, and not appended")
    void refusesAnotherMessage() {
        StreamPosition first = publish(CHAT, ONCE);

        assertConflict(Message.of("note", Payload.json("2")));
        assertConflict(Message.of("else", Payload.json("1")));
        assertConflict(Message.of("note", Payload.binary(new byte[] {'1'})));

        assertThat(publish(CHAT, ONCE)).isEqualTo(first);
        assertThat(publish(CHAT, "2").offset()).isEqualTo(2);
    }

    @Test
    @DisplayName("B17: an idempotency key belongs to its channel")
    void keepsChannelsApart() {
        publish(CHAT, ONCE);
        fill(NEWS, 1);

        assertThat(publish(NEWS, ONCE).offset()).isEqualTo(2);
        assertThat(publish(CHAT, ONCE).offset()).isEqualTo(1);
    }

    @Test
    @DisplayName("B18: equal messages without an idempotency key, or with another, are acts of their own")
    void takesEqualMessagesForWhatTheyAre() {
        publish(CHAT, ONCE);
        publish(CHAT, ONCE.idempotencyKey("act-2"));
        publish(CHAT, ONCE.idempotencyKey(""));

        assertThat(publish(CHAT, ONCE.idempotencyKey("")).offset()).isEqualTo(4);
    }

    @Test
    @DisplayName("B19: a repeat that does not wait for the first one's answer is the same act")
    void appendsOnceInAHurry() {
        List<CompletionStage<StreamPosition>> answers = times(20, i -> broker.publish(CHAT, ONCE));

        assertThat(answers).extracting(answer -> await(answer).offset()).containsOnly(1L);
        assertThat(publish(CHAT, "2").offset()).isEqualTo(2);
    }

    @Test
    @DisplayName("B20: a key is known for the window that the first one opened, and free after it")
    void forgetsActsInTime() {
        StreamPosition first = publish(CHAT, ONCE);

        elapse(Message.IDEMPOTENCY_WINDOW.minusSeconds(1));
        assertThat(publish(CHAT, ONCE)).isEqualTo(first);
        elapse(Duration.ofSeconds(2));

        assertThat(publish(CHAT, ONCE).offset()).isEqualTo(first.offset() + 1);
    }

    void assertConflict(Message message) {
        assertThatThrownBy(() -> publish(CHAT, message.idempotencyKey(ONCE.idempotencyKey())))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(RefusedException.class)
                .extracting(thrown -> ((RefusedException) thrown.getCause()).code())
                .isEqualTo(ErrorCode.CONFLICT);
    }
}
