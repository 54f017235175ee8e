package dev.realtime.codec.jackson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.Payload;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ClientFrame.SubscribeOptions;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.frame.ServerFrame;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RealtimeV1DialectTest {

    private static final OptionalLong NO_ID = OptionalLong.empty();

    private final RealtimeV1Dialect dialect = new RealtimeV1Dialect();

    @Test
    void wantsAConnectFirst() {
        assertThat(dialect.startsWithConnect()).isTrue();
    }

    @Test
    void ignoresFieldsItDoesNotKnow() {
        String text = "{\"new\":{\"a\":[{}]},\"type\":\"subscribe\",\"more\":[1,[2]],\"channel\":\"a\",\"x\":\"\\n\"}";

        assertThat(decode(text)).isEqualTo(new ClientFrame.Subscribe(NO_ID, "a", SubscribeOptions.NONE));
    }

    @Test
    void takesNullForNotGiven() {
        String text = "{\"type\":\"publish\",\"id\":null,\"channel\":\"a\",\"event\":null,\"key\":null,\"tags\":null,"
                + "\"echo\":null,\"data\":null}";

        assertThat(decode(text))
                .isEqualTo(new ClientFrame.Publish(NO_ID, "a", "", Payload.json("null"), true, "", Map.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0.5e+3",
                "true",
                "\"\"",
                "[ ]",
                "{ \"a\" : [ 1 , { } ] }",
                "\"a\\\"b\"",
                "12345678901234567890.0"
            })
    void copiesThePayloadAsItWasWritten(String data) {
        for (String around : new String[] {"%s}", " %s }", "%s,\"x\":1}", "\n%s\n,\"x\":1}"}) {
            ClientFrame frame = decode("{\"type\":\"publish\",\"channel\":\"ä😀\",\"data\":" + around.formatted(data));
            assertThat(((ClientFrame.Publish) frame).data()).isEqualTo(Payload.json(data));
        }
    }

    @Test
    void keepsNothingOfTheInputBuffer() {
        byte[] input = "{\"type\":\"publish\",\"channel\":\"a\",\"data\":[1]}".getBytes(UTF_8);

        ClientFrame.Publish publish = (ClientFrame.Publish) dialect.decode(input);

        assertThat(publish.data().bytes()).hasSize(3).isNotSameAs(input);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"subscribe\",\"channel\":\"a\",\"epoch\":\"e\"}",
                "{\"type\":\"subscribe\",\"channel\":\"a\",\"offset\":3}",
                "{\"type\":\"connect\",\"subs\":{\"a\":{\"epoch\":\"e\"}}}",
                "{\"type\":\"connect\",\"subs\":[\"a\"]}",
                "{\"type\":\"connect\",\"features\":\"ping\"}",
                "{\"type\":\"publish\"}",
                "{\"type\":\"call\"}",
                "{\"type\":\"unsubscribe\",\"channel\":\"\"}",
                "{\"type\":\"publish\",\"channel\":\"a\",\"tags\":{\"a\":1}}",
                "{\"type\":\"publish\",\"channel\":\"a\",\"echo\":\"no\"}",
                "{\"type\":\"message\",\"channel\":\"a\"}"
            })
    void refusesHalfARequest(String text) {
        assertThat(decode(text)).isInstanceOf(ClientFrame.Malformed.class);
    }

    @ParameterizedTest
    @CsvSource({"event,128", "key,128"})
    void boundsLabels(String field, int longest) {
        String text = "{\"type\":\"publish\",\"channel\":\"a\",\"" + field + "\":\"%s\"}";

        assertThat(decode(text.formatted("x".repeat(longest)))).isInstanceOf(ClientFrame.Publish.class);
        assertThat(decode(text.formatted("x".repeat(longest + 1)))).isInstanceOf(ClientFrame.Malformed.class);
    }

    @Test
    void boundsTags() {
        assertThat(decode(withTags(16, 64))).isInstanceOf(ClientFrame.Publish.class);
        assertThat(decode(withTags(17, 64))).isInstanceOf(ClientFrame.Malformed.class);
        assertThat(decode(withTags(1, 65))).isInstanceOf(ClientFrame.Malformed.class);
    }

    @Test
    void namesTheFieldThatIsWrongButNeverItsText() {
        ClientFrame.Malformed deep = (ClientFrame.Malformed)
                decode("{\"type\":\"connect\",\"subs\":{\"s3cret\":{\"epoch\":\"e\",\"offset\":\"s3cret\"}}}");

        assertThat(deep.problem()).startsWith("subs: need an integer").doesNotContain("s3cret");
    }

    @Test
    void leavesChannelNamesToTheEngine() {
        assertThat(decode("{\"type\":\"subscribe\",\"channel\":\"../Not A Name\"}"))
                .isEqualTo(new ClientFrame.Subscribe(NO_ID, "../Not A Name", SubscribeOptions.NONE));
    }

    @Test
    void leavesOutAnAcknowledgementThatNobodyWaitsFor() {
        assertThat(dialect.encode(new ServerFrame.Ack(NO_ID, new StreamPosition("e", 1))))
                .isSameAs(EncodedFrame.NONE);
    }

    @Test
    void takesMessagesUpToTheLimitItWasGiven() {
        RealtimeV1Dialect small = new RealtimeV1Dialect(32);

        assertThat(small.decode(padded(32))).isInstanceOf(ClientFrame.Ping.class);
        assertThat(small.decode(padded(33))).isInstanceOf(ClientFrame.Malformed.class);
    }

    @Test
    void resumesFromOffsetZeroAndFromTheLargest() {
        for (long offset : new long[] {0, Long.MAX_VALUE}) {
            assertThat(decode("{\"type\":\"subscribe\",\"channel\":\"a\",\"epoch\":\"e\",\"offset\":" + offset + "}"))
                    .isEqualTo(new ClientFrame.Subscribe(
                            NO_ID, "a", SubscribeOptions.since(new StreamPosition("e", offset))));
        }
    }

    private ClientFrame decode(String text) {
        return dialect.decode(text.getBytes(UTF_8));
    }

    private static byte[] padded(int length) {
        String ping = "{\"type\":\"ping\"}";
        return (ping + " ".repeat(length - ping.length())).getBytes(UTF_8);
    }

    private static String withTags(int count, int length) {
        StringBuilder tags = new StringBuilder("{\"type\":\"publish\",\"channel\":\"a\",\"tags\":{");
        for (int i = 0; i < count; i++) {
            tags.append(i == 0 ? "" : ",")
                    .append("\"t")
                    .append(i)
                    .append("\":\"")
                    .append("x".repeat(length))
                    .append('"');
        }
        return tags.append("}}").toString();
    }
}
