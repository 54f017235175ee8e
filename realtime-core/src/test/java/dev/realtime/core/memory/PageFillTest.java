package dev.realtime.core.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.Publication;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A page")
class PageFillTest {

    private static final Message BARE = Message.of(Payload.binary(new byte[100]));

    @Test
    void endsAtItsCount() {
        PageFill page = new PageFill(2, Long.MAX_VALUE);

        page.add(entry(BARE));
        assertThat(page.hasRoom()).isTrue();
        page.add(entry(BARE));

        assertThat(page.hasRoom()).isFalse();
        assertThat(page.entries()).hasSize(2);
    }

    @Test
    void endsWithTheEntryThatPassesItsBytes() {
        PageFill page = new PageFill(10, 237);

        page.add(entry(BARE));
        assertThat(page.hasRoom()).isTrue();
        page.add(entry(BARE));

        assertThat(page.hasRoom()).isFalse();
    }

    @Test
    @DisplayName("an entry counts with all that hangs on it: publishers of many tags took three times what was counted")
    void countsWhatAnEntryTakes() {
        assertThat(cost(BARE)).isEqualTo(236);
        assertThat(cost(Message.of("note", BARE.data()))).isEqualTo(236 + 4 + 44);
        assertThat(cost(BARE.from("c_1"))).isEqualTo(236 + 3 + 44);
        assertThat(cost(BARE.via(ChannelName.of("news")))).isEqualTo(236 + 4 + 44);
        assertThat(cost(BARE.key("key"))).isEqualTo(236 + 3 + 44);
        assertThat(cost(BARE.idempotencyKey("id"))).isEqualTo(236 + 2 + 44);
        assertThat(cost(BARE.from("a").key("b").idempotencyKey("c"))).isEqualTo(236 + 3 * (1 + 44));
        assertThat(cost(BARE.tags(Map.of("a", "b", "c", "d")))).isEqualTo(236 + 2 * (2 + 32 + 96));
    }

    private static long cost(Message message) {
        return PageFill.cost(entry(message));
    }

    private static Publication entry(Message message) {
        return new Publication(1, 0, message);
    }
}
