package dev.realtime.codec.jackson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.CloseCode;
import dev.realtime.core.Payload;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.frame.ServerFrame;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
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

    @ParameterizedTest
    @MethodSource
    void hasNoFormFor(ServerFrame frame) {
        assertThat(dialect.encode(frame)).isSameAs(EncodedFrame.NONE);
    }

    static Stream<ServerFrame> hasNoFormFor() {
        return Stream.of(
                new ServerFrame.Ack(OptionalLong.of(1), new StreamPosition("e", 1)),
                new ServerFrame.Position(CHAT, 4),
                new ServerFrame.Reply(OptionalLong.of(1), Payload.EMPTY),
                new ServerFrame.Goodbye(CloseCode.SHUTDOWN, Duration.ZERO));
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

    private ClientFrame decode(String text) {
        return dialect.decode(text.getBytes(UTF_8));
    }
}
