package dev.realtime.core.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.Publication;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Recent acts")
class RecentActsTest {

    private static final long WINDOW_MILLIS = 300_000;
    private static final Message ONCE = Message.of("note", Payload.json("1")).idempotencyKey("once");

    private final RecentActs acts = new RecentActs();

    @Test
    void areKnownForTheirWindow() {
        acts.add(new Publication(7, 0, ONCE), 1_000);

        assertThat(acts.find("once", 1_000 + WINDOW_MILLIS - 1))
                .hasValueSatisfying(act -> assertThat(act.offset()).isEqualTo(7));
        assertThat(acts.find("once", 1_000 + WINDOW_MILLIS)).isEmpty();
    }

    @Test
    void areToldApartByPayloadAndEvent() {
        acts.add(new Publication(1, 0, ONCE), 0);
        RecentActs.Act act = acts.find("once", 0).orElseThrow();

        assertThat(act.isOf(ONCE.from("c_2"))).isTrue();
        assertThat(act.isOf(Message.of("else", Payload.json("1")))).isFalse();
        assertThat(act.isOf(Message.of("note", Payload.json("2")))).isFalse();
        assertThat(act.isOf(Message.of("note", Payload.binary(new byte[] {'1'}))))
                .isFalse();
    }

    @Test
    @DisplayName("messages of equal hash codes were taken for the same")
    void areToldApartWhereHashCodesAgree() {
        Message first = Message.of("Aa", Payload.json("\"Aa\""));
        acts.add(new Publication(1, 0, first.idempotencyKey("a")), 0);
        RecentActs.Act act = acts.find("a", 0).orElseThrow();

        assertThat(Payload.json("\"Aa\"")).hasSameHashCodeAs(Payload.json("\"BB\""));
        assertThat(act.isOf(first)).isTrue();
        assertThat(act.isOf(Message.of("Aa", Payload.json("\"BB\"")))).isFalse();
        assertThat(act.isOf(Message.of("BB", Payload.json("\"Aa\"")))).isFalse();
    }

    @Test
    void areForgottenEarlyBeyondTheirNumber() {
        for (int i = 1; i <= RecentActs.MAX_ACTS + 1; i++) {
            acts.add(new Publication(i, 0, Message.of(Payload.EMPTY).idempotencyKey("k" + i)), 0);
        }

        assertThat(acts.find("k1", 0)).isEmpty();
        assertThat(acts.find("k2", 0)).isPresent();
    }

    @Test
    void giveBackTheirBytes() {
        acts.add(new Publication(1, 0, ONCE.idempotencyKey("first")), 0);
        long one = acts.bytes();
        acts.add(new Publication(2, 0, ONCE.idempotencyKey("other")), 1_000);

        assertThat(acts.trim(WINDOW_MILLIS)).isFalse();
        assertThat(acts.bytes()).isEqualTo(one);
        assertThat(acts.trim(WINDOW_MILLIS + 1_000)).isTrue();
    }
}
