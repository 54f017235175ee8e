package dev.realtime.codec.jackson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.CloseCode;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.Publication;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.frame.ServerFrame;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelsDialectTest {

    private static final OptionalLong NO_ID = OptionalLong.empty();
    private static final ChannelName CHAT = ChannelName.of("chat");

    private final ChannelsDialect dialect = new ChannelsDialect();

    @Test
    void greetsWithoutBeingAsked() {
        assertThat(dialect.startsWithConnect()).isFalse();
    }

    @Test
    void takesAMessageWithoutType() {
        ClientFrame message = new ClientFrame.Publish(NO_ID, "analytics", "", Payload.json("7"), false, "", Map.of());

        assertThat(decode("{\"channel\":\"analytics\",\"data\":7}")).isEqualTo(message);
        assertThat(decode("{\"data\":7,\"timestamp\":0,\"channel\":\"analytics\"}"))
                .isEqualTo(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"channel\":\"chat\"}",
                "{\"data\":1}",
                "{\"type\":\"message\",\"data\":1}",
                "{\"type\":\"subscribe\"}",
                "{\"type\":\"publish\",\"channel\":\"chat\",\"data\":1}",
                "{\"type\":\"ping\",\"channel\":7}"
            })
    void refusesHalfAMessage(String text) {
        assertThat(decode(text)).isInstanceOf(ClientFrame.Malformed.class);
    }

    @Test
    void publishesNullWhenThereIsNoData() {
        assertThat(decode("{\"type\":\"message\",\"channel\":\"chat\"}"))
                .isEqualTo(new ClientFrame.Publish(NO_ID, "chat", "", Payload.json("null"), false, "", Map.of()));
    }

    @Test
    void neverSendsASenderItsOwnMessage() {
        ClientFrame.Publish publish =
                (ClientFrame.Publish) decode("{\"type\":\"message\",\"channel\":\"chat\",\"data\":1,\"echo\":true}");

        assertThat(publish.echo()).isFalse();
    }

    @Test
    void leavesOutOnPurposeWhatItCannotSay() {
        assertThat(ChannelsDialect.FORMS.leftOut())
                .containsExactlyInAnyOrder(
                        // answers to requests that the dialect does not have, or that nobody waits for
                        ServerFrame.Ack.class,
                        ServerFrame.Reply.class,
                        ServerFrame.Publications.class,
                        ServerFrame.Members.class,
                        ServerFrame.Acknowledged.class,
                        ServerFrame.Refreshed.class,
                        // told to those who asked for it, which its clients cannot
                        ServerFrame.Join.class,
                        ServerFrame.Leave.class,
                        ServerFrame.Update.class,
                        ServerFrame.Count.class,
                        ServerFrame.Read.class,
                        // about places in logs, and streams
                        ServerFrame.Position.class,
                        ServerFrame.StreamOpen.class,
                        ServerFrame.StreamChunk.class,
                        ServerFrame.StreamGap.class,
                        ServerFrame.StreamCancel.class,
                        // the close's number and text say it
                        ServerFrame.Goodbye.class);
    }

    @Test
    void tellsWhatCameOutOfAStream() {
        Message answer =
                Message.of("ask.response", Payload.json("{\"sources\":[]}")).key("ask_7");

        assertThat(dialect.encode(end(answer, "")).text())
                .isEqualTo("{\"type\":\"message\",\"channel\":\"chat\",\"data\":{\"sources\":[]},"
                        + "\"timestamp\":\"1970-01-01T00:00:00.000Z\"}");
    }

    @Test
    void isQuietAboutAStreamThatCameToNothing() {
        assertThat(dialect.encode(end(Message.of(Payload.json("null")), ""))).isSameAs(EncodedFrame.NONE);
        assertThat(dialect.encode(end(Message.of(Payload.EMPTY), "the model is away")))
                .isSameAs(EncodedFrame.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        "NORMAL,1000",
        "SHUTDOWN,1001",
        "INVALID_TOKEN,1008",
        "FORBIDDEN,1008",
        "KICKED,1008",
        "CONNECTION_LIMIT,1008",
        "RATE_LIMITED,1008",
        "BAD_REQUEST,1008",
        "SLOW_CONSUMER,1013",
        "OVERLOADED,1013",
        "UNSUPPORTED_DATA,1003",
        "MESSAGE_TOO_LARGE,1009"
    })
    void closesWithTheNumbersOfTheRfc(CloseCode code, int number) {
        assertThat(dialect.closeNumber(code)).isEqualTo(number);
        assertThat(dialect.closeReason(code)).isEqualTo(code.reason());
    }

    private static ServerFrame end(Message message, String error) {
        return new ServerFrame.StreamEnd(CHAT, new Publication(4, 0, message), "ask_7", 3, error);
    }

    private ClientFrame decode(String text) {
        return dialect.decode(text.getBytes(UTF_8));
    }
}
