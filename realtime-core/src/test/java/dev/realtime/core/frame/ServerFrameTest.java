package dev.realtime.core.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.Message.Kind;
import dev.realtime.core.Payload;
import dev.realtime.core.Publication;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServerFrameTest {

    private static final ChannelName CHAT = ChannelName.of("chat");
    private static final Message MESSAGE = Message.of("ask", Payload.EMPTY).key("ask_7");

    @Test
    void aMessageIsPushed() {
        Publication publication = new Publication(1, 0, MESSAGE);

        assertThat(ServerFrame.of(CHAT, publication)).isEqualTo(new ServerFrame.Push(CHAT, publication));
    }

    @Test
    void aStreamIsKnownByItsKey() {
        Publication publication = new Publication(1, 0, MESSAGE.kind(Kind.OPEN));

        assertThat(ServerFrame.of(CHAT, publication)).isEqualTo(new ServerFrame.StreamOpen(CHAT, publication, "ask_7"));
    }

    @Test
    void theEndOfAStreamSaysInItsTagsHowItWent() {
        Message end = MESSAGE.kind(Kind.END);
        Publication failed = new Publication(1, 0, end.tags(Map.of("chunks", "12", "error", "the model is away")));
        Publication empty = new Publication(2, 0, end);
        Publication odd = new Publication(3, 0, end.tags(Map.of("chunks", "-1")));

        assertThat(ServerFrame.of(CHAT, failed))
                .isEqualTo(new ServerFrame.StreamEnd(CHAT, failed, "ask_7", 12, "the model is away"));
        assertThat(ServerFrame.of(CHAT, empty)).isEqualTo(new ServerFrame.StreamEnd(CHAT, empty, "ask_7", 0, ""));
        assertThat(ServerFrame.of(CHAT, odd)).isEqualTo(new ServerFrame.StreamEnd(CHAT, odd, "ask_7", 0, ""));
    }
}
