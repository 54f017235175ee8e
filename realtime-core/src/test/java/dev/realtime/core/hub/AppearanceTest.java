package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Member;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.Publication;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.UserId;
import dev.realtime.core.frame.ServerFrame;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("To its readers, an entry")
class AppearanceTest {

    private static final ChannelName CHAT = new ChannelName("acme", "chat");
    private static final Optional<Payload> BUSY = Optional.of(AnyPayload.of("\"busy\""));
    private static final Member ANN = new Member("c_1", new UserId("acme", "ann"), BUSY, BUSY, 5);

    @Test
    void isAMessage() {
        Publication publication = new Publication(1, 2, Message.of(Payload.EMPTY));

        assertThat(Appearance.of(CHAT, publication)).isEqualTo(new ServerFrame.Push(CHAT, publication));
    }

    @Test
    void isSomebodyWhoCameOrWent() {
        assertThat(news(Announcement.join(ANN))).isEqualTo(new ServerFrame.Join(CHAT, "c_1", "ann", BUSY));
        assertThat(news(Announcement.leave(ANN))).isEqualTo(new ServerFrame.Leave(CHAT, "c_1", "ann"));
    }

    @Test
    void isAStateAndItsEnd() {
        Member still = ANN.state(Optional.empty());

        assertThat(news(Announcement.update(ANN))).isEqualTo(new ServerFrame.Update(CHAT, "c_1", "ann", BUSY));
        assertThat(news(Announcement.update(still)))
                .isEqualTo(new ServerFrame.Update(CHAT, "c_1", "ann", Optional.empty()));
    }

    @Test
    @DisplayName("tells an empty state from none")
    void tellsAnEmptyStateFromNone() {
        Member empty = ANN.state(Optional.of(Payload.EMPTY));

        assertThat(news(Announcement.update(empty)))
                .isEqualTo(new ServerFrame.Update(CHAT, "c_1", "ann", Optional.of(Payload.EMPTY)));
    }

    @Test
    void isACount() {
        assertThat(news(Announcement.count(1_001))).isEqualTo(new ServerFrame.Count(CHAT, 1_001));
    }

    @Test
    void isHowFarSomebodyHasRead() {
        StreamPosition position = new StreamPosition("e", 7);

        assertThat(news(Announcement.read(ANN.user(), position)))
                .isEqualTo(new ServerFrame.Read(CHAT, "ann", position));
    }

    @Test
    @DisplayName("has the member's key, so that only its newest coming or going and its newest state need be kept")
    void hasTheMembersKey() {
        assertThat(Announcement.join(ANN).key()).isEqualTo("c_1");
        assertThat(Announcement.leave(ANN).key()).isEqualTo("c_1");
        assertThat(Announcement.update(ANN).key()).isEqualTo("c_1 does");
        assertThat(Announcement.read(ANN.user(), new StreamPosition("e", 7)).key())
                .isEqualTo("read:ann");
    }

    private static ServerFrame news(Message message) {
        return Appearance.of(CHAT.presence(), new Publication(1, 2, message));
    }
}
