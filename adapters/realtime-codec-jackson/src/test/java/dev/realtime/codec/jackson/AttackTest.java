package dev.realtime.codec.jackson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Payload;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ClientFrame.Malformed;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.spi.Dialect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Hostile messages")
class AttackTest {

    private static final Dialect V1 = new RealtimeV1Dialect();

    static Stream<Dialect> dialects() {
        return Stream.of(V1, new ChannelsDialect());
    }

    @ParameterizedTest
    @MethodSource("dialects")
    @DisplayName("MS01: what is not a request is malformed")
    void refusesWhatIsNotARequest(Dialect dialect) {
        for (String text : List.of(
                "", " ", "null", "1", "\"x\"", "[]", "{}", "{\"type\":null}", "{\"type\":1}", "{\"type\":{}}")) {
            assertMalformed(dialect, text);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":7,\"type\":1}",
                "{\"type\":{\"a\":[1,{}]},\"id\":7}",
                "{\"type\":\"teleport\",\"id\":7}",
                "{\"id\":7,\"type\":\"publish\",\"channel\":\"chat\",\"data\":{\"a\":}}",
                "{\"id\":7,\"type\":\"subscribe\"}",
                "{\"type\":\"subscribe\",\"channel\":\"a\",\"filter\":[[{\"a\":1}]],\"id\":7}",
                "{\"type\":\"subscribe\",\"channel\":\"a\",\"filter\":{\"a\":[1,[2],{}]},\"streams\":[0],\"id\":7}",
                "{\"type\":\"update\",\"channel\":{\"a\":{}},\"state\":1,\"ttlMs\":[1],\"id\":7}",
                "{\"type\":\"history\",\"limit\":{\"a\":[0]},\"reverse\":\"x\",\"id\":7}"
            })
    @DisplayName("MS01, MS02: a refusal carries the request's number as far as it was readable")
    void findsTheNumberOfABadRequest(String text) {
        assertThat(malformed(V1, text).id()).isEqualTo(OptionalLong.of(7));
    }

    @ParameterizedTest
    @MethodSource("dialects")
    @DisplayName("MS02: an unknown type is malformed")
    void refusesAnUnknownType(Dialect dialect) {
        assertMalformed(dialect, "{\"type\":\"teleport\",\"channel\":\"chat\",\"data\":1}");
    }

    @ParameterizedTest
    @MethodSource("dialects")
    @DisplayName("MS03: nesting ends at 64 levels, and is refused in a moment")
    void boundsNesting(Dialect dialect) {
        assertThat(publish(dialect, nested(63))).isInstanceOf(ClientFrame.Publish.class);
        for (int depth : new int[] {64, 101, 20_000}) {
            assertTimeout(Duration.ofMillis(250), () -> assertThat(publish(dialect, nested(depth)))
                    .isInstanceOf(Malformed.class));
        }
        assertThat(publish(dialect, "[".repeat(30_000))).isInstanceOf(Malformed.class);
    }

    @ParameterizedTest
    @MethodSource("dialects")
    @DisplayName("MS04: a number is never computed")
    void neverComputesNumbers(Dialect dialect) {
        assertThat(publish(dialect, "9".repeat(60_000))).isInstanceOf(Malformed.class);
        assertTimeout(Duration.ofMillis(250), () -> {
            assertThat(data(publish(dialect, "1e1000000000"))).isEqualTo("1e1000000000");
            assertMalformed(V1, "{\"type\":\"ping\",\"id\":1e1000000000}");
        });
    }

    @ParameterizedTest
    @MethodSource("dialects")
    @DisplayName("MS05: names, texts and the message as a whole are bounded")
    void boundsLengths(Dialect dialect) {
        assertThat(publish(dialect, "{\"" + "n".repeat(256) + "\":1}")).isInstanceOf(ClientFrame.Publish.class);
        assertThat(publish(dialect, "{\"" + "n".repeat(257) + "\":1}")).isInstanceOf(Malformed.class);
        assertThat(publish(dialect, "{\"" + "n".repeat(50_000) + "\":1}")).isInstanceOf(Malformed.class);
        assertThat(publish(dialect, "\"" + "s".repeat(65_000) + "\"")).isInstanceOf(ClientFrame.Publish.class);
        assertThat(publish(dialect, "\"" + "s".repeat(20_000_000) + "\"")).isInstanceOf(Malformed.class);
    }

    @ParameterizedTest
    @MethodSource("dialects")
    @DisplayName("MS05: thousands of names, also of one hash, take no time")
    void readsManyNamesInNoTime(Dialect dialect) {
        assertThat(publish(dialect, objectOf(numbered(5_000)))).isInstanceOf(ClientFrame.Publish.class);
        List<String> colliding = colliding(12);
        assertThat(colliding)
                .hasSize(4_096)
                .allMatch(name -> name.hashCode() == colliding.get(0).hashCode());
        assertTimeout(Duration.ofMillis(500), () -> publish(dialect, objectOf(colliding.subList(0, 2_000))));
    }

    @ParameterizedTest
    @MethodSource("dialects")
    @DisplayName("MS06: a name that comes twice is malformed, in the payload too")
    void refusesDuplicateNames(Dialect dialect) {
        assertMalformed(dialect, "{\"type\":\"ping\",\"type\":\"subscribe\",\"channel\":\"chat\"}");
        assertThat(publish(dialect, "{\"a\":1,\"b\":{\"c\":1,\"c\":2}}")).isInstanceOf(Malformed.class);
    }

    @ParameterizedTest
    @MethodSource("dialects")
    @DisplayName("MS07: nothing may follow the message")
    void refusesWhatFollows(Dialect dialect) {
        for (String more : List.of("x", "{}", "{\"type\":\"ping\"}", ",", "]", "null", "\u0000")) {
            assertMalformed(dialect, "{\"type\":\"ping\"}" + more);
        }
    }

    @ParameterizedTest
    @MethodSource("dialects")
    @DisplayName("MS08: only JSON is JSON")
    void refusesDialectsOfJson(Dialect dialect) {
        for (String data : List.of("NaN", "Infinity", "+1", "01", "'x'", "{a:1}", "1/*c*/", "[1,]", "0x1", "\"\t\"")) {
            assertThat(publish(dialect, data)).as(data).isInstanceOf(Malformed.class);
        }
        assertMalformed(dialect, "\uFEFF{\"type\":\"ping\"}");
        assertMalformed(dialect, "{\"type\":\"ping\"}//");
    }

    @ParameterizedTest
    @MethodSource("dialects")
    @DisplayName("MS09, MS10, MS13: class names, prototype names and look-ups are plain data, passed on unchanged")
    void passesPlainDataOn(Dialect dialect) {
        for (String data : List.of(
                "{\"@class\":\"java.lang.Runtime\"}",
                "[\"org.springframework.context.support.ClassPathXmlApplicationContext\",\"http://127.0.0.1:1/\"]",
                "{\"__proto__\":{\"admin\":true},\"constructor\":1,\"toString\":null}",
                "{\"${jndi:ldap://127.0.0.1:1/a}\" : \"${jndi:ldap://127.0.0.1:1/a}\"}")) {
            assertThat(data(publish(dialect, data))).isEqualTo(data);
        }
    }

    @Test
    @DisplayName("CH12: nobody names an origin or an exclusion but his own")
    void ignoresOriginsThatAPeerMakesUp() {
        String publish = "{\"type\":\"publish\",\"channel\":\"chat\",\"data\":1";
        String claims = ",\"origin\":\"c_victim\",\"exclude\":\"c_victim\"}";

        assertThat(V1.decode((publish + claims).getBytes(UTF_8))).isEqualTo(V1.decode((publish + "}").getBytes(UTF_8)));
    }

    @ParameterizedTest
    @MethodSource("dialects")
    @DisplayName("MS11: half of a surrogate pair is malformed wherever it stands; a whole pair passes")
    void refusesHalvesOfSurrogatePairs(Dialect dialect) {
        for (String data : List.of(
                "\"\\ud800\"",
                "[\"\\uDFFF\"]",
                "{\"\\udbff\":1}",
                "\"\\ud83d\\ud83d\\ude00\"",
                "\"\\ud83d\\\\ude00\"")) {
            assertThat(publish(dialect, data)).as(data).isInstanceOf(Malformed.class);
        }
        assertThat(data(publish(dialect, "\"\\ud83d\\ude00\\\\ud800\""))).isEqualTo("\"\\ud83d\\ude00\\\\ud800\"");
    }

    @Test
    @DisplayName("MS12: half of a surrogate pair in the server's own text is refused when it is published")
    void refusesHalvesOfSurrogatePairsOfItsOwn() {
        assertThatIllegalArgumentException().isThrownBy(() -> Payload.json("\"\ud800\""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-1", "-0", "9223372036854775808", "99999999999999999999", "1e999", "1.0", "\"1;drop\"", "[]"})
    @DisplayName("MS14: an offset or a number that is none is malformed")
    void refusesBadOffsets(String offset) {
        assertMalformed(V1, "{\"type\":\"subscribe\",\"channel\":\"a\",\"epoch\":\"e\",\"offset\":" + offset + "}");
        assertMalformed(V1, "{\"type\":\"connect\",\"subs\":{\"a\":{\"epoch\":\"e\",\"offset\":" + offset + "}}}");
        assertMalformed(V1, "{\"type\":\"history\",\"channel\":\"a\",\"epoch\":\"e\",\"offset\":" + offset + "}");
        assertMalformed(V1, "{\"type\":\"history\",\"channel\":\"a\",\"limit\":" + offset + "}");
        assertMalformed(V1, "{\"type\":\"delivered\",\"channel\":\"a\",\"offset\":" + offset + "}");
        assertMalformed(V1, "{\"type\":\"receipt\",\"channel\":\"a\",\"offset\":" + offset + "}");
        assertMalformed(V1, "{\"type\":\"stream\",\"stream\":\"s\",\"seq\":" + offset + "}");
        assertMalformed(V1, "{\"type\":\"subscribe\",\"channel\":\"a\",\"streams\":{\"s\":" + offset + "}}");
        assertMalformed(V1, "{\"type\":\"update\",\"channel\":\"a\",\"state\":1,\"ttlMs\":" + offset + "}");
        assertMalformed(V1, "{\"type\":\"ping\",\"id\":" + offset + "}");
    }

    @Test
    @DisplayName("MS15: a client from the future is told that it is ahead of the log")
    void tellsAClientThatItIsAhead() {
        ServerFrame answer = new ServerFrame.Subscribed(
                OptionalLong.of(2),
                ChannelName.of("chat"),
                new StreamPosition("e", 4),
                false,
                Optional.of(ServerFrame.NotRecovered.AHEAD),
                Optional.empty(),
                0);

        assertThat(V1.encode(answer).text())
                .isEqualTo("{\"type\":\"subscribed\",\"id\":2,\"channel\":\"chat\",\"epoch\":\"e\",\"offset\":4,"
                        + "\"recovered\":false,\"reason\":\"AHEAD\"}");
    }

    @ParameterizedTest
    @MethodSource("dialects")
    @DisplayName("MS16: a pong may carry junk up to the limit of a message, which goes nowhere")
    void dropsWhatAPongCarries(Dialect dialect) {
        String junk = "{\"type\":\"pong\",\"data\":\"" + "j".repeat(60_000) + "\"}";

        assertThat(dialect.decode(junk.getBytes(UTF_8))).isEqualTo(new ClientFrame.Pong());
        assertMalformed(dialect, "{\"type\":\"pong\",\"data\":\"" + "j".repeat(70_000) + "\"}");
    }

    @ParameterizedTest
    @MethodSource("dialects")
    @DisplayName("MS22: a binary message that looks like JSON is not read as JSON")
    void neverReadsBinaryAsJson(Dialect dialect) {
        assertThat(dialect.decodeBinary("{\"type\":\"ping\"}".getBytes(UTF_8))).isInstanceOf(Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Notifications",
                "NOTIFICATIONS",
                "chat ",
                " chat",
                "chat\\u0000",
                "chat\\n",
                "ch\u200bat",
                "\uff43hat",
                "ch\u0430t",
                "not\u0131fications",
                "cafe\u0301",
                "caf\u00e9"
            })
    @DisplayName("CH02: nothing makes another spelling of a name the name")
    void normalisesNoNames(String name) {
        for (String channel : channelsOf(name)) {
            assertThat(ChannelName.parse("", channel)).isEmpty();
            assertThat(channel).isNotIn("chat", "notifications");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"*", "**", "#", ">", "+", "chat*", "chat.>", "chat:**", "*:chat", "chat:*:*", "chat#*", "!p:chat"
            })
    @DisplayName("CH03: wildcards stay the characters they are, and are no names")
    void knowsNoWildcards(String name) {
        assertThat(channelsOf(name)).containsOnly(name);
        assertThat(ChannelName.parse("", name)).isEmpty();
    }

    @Test
    @DisplayName("CH04: an empty and a huge name are malformed, and names that mean something elsewhere are only text")
    void takesNamesForText() {
        for (Dialect dialect : List.of(V1, new ChannelsDialect())) {
            assertMalformed(dialect, "{\"type\":\"subscribe\",\"channel\":\"\"}");
            assertMalformed(dialect, "{\"type\":\"subscribe\",\"channel\":\"" + "c".repeat(10_240) + "\"}");
        }
        for (String name : List.of("__proto__", "constructor", "hasOwnProperty")) {
            assertThat(channelsOf(name)).containsOnly(name);
        }
    }

    /** The channel as each request with one has it. @param name as it stands in JSON */
    private static Set<String> channelsOf(String name) {
        String channel = "\"channel\":\"" + name + "\"";
        ClientFrame.Subscribe subscribe =
                (ClientFrame.Subscribe) V1.decode(("{\"type\":\"subscribe\"," + channel + "}").getBytes(UTF_8));
        ClientFrame.History history =
                (ClientFrame.History) V1.decode(("{\"type\":\"history\"," + channel + "}").getBytes(UTF_8));
        ClientFrame.Open open =
                (ClientFrame.Open) V1.decode(("{\"type\":\"open\",\"stream\":\"s\"," + channel + "}").getBytes(UTF_8));
        ClientFrame.Connect connect = (ClientFrame.Connect)
                V1.decode(("{\"type\":\"connect\",\"subs\":{\"" + name + "\":{}}}").getBytes(UTF_8));
        ClientFrame.Subscribe plain = (ClientFrame.Subscribe)
                new ChannelsDialect().decode(("{\"type\":\"subscribe\"," + channel + "}").getBytes(UTF_8));
        return Stream.of(
                        Stream.of(subscribe.channel(), history.channel(), open.channel(), plain.channel()),
                        connect.subscriptions().keySet().stream())
                .flatMap(names -> names)
                .collect(Collectors.toSet());
    }

    private static ClientFrame publish(Dialect dialect, String data) {
        String type = dialect == V1 ? "publish" : "message";
        return dialect.decode(
                ("{\"type\":\"" + type + "\",\"channel\":\"chat\",\"data\":" + data + "}").getBytes(UTF_8));
    }

    private static String data(ClientFrame frame) {
        return new String(((ClientFrame.Publish) frame).data().bytes(), UTF_8);
    }

    private static void assertMalformed(Dialect dialect, String text) {
        assertThat(dialect.decode(text.getBytes(UTF_8))).as(text).isInstanceOf(Malformed.class);
    }

    private static Malformed malformed(Dialect dialect, String text) {
        return (Malformed) dialect.decode(text.getBytes(UTF_8));
    }

    private static String nested(int depth) {
        return "[".repeat(depth) + "]".repeat(depth);
    }

    private static String objectOf(List<String> names) {
        StringJoiner object = new StringJoiner(",", "{", "}");
        names.forEach(name -> object.add("\"" + name + "\":0"));
        return object.toString();
    }

    private static List<String> numbered(int count) {
        return Stream.iterate(0, i -> i + 1).limit(count).map(i -> "k" + i).toList();
    }

    /** Names of one {@link String#hashCode}: each step puts "Aa" or "BB" in front. */
    private static List<String> colliding(int steps) {
        List<String> names = List.of("");
        for (int i = 0; i < steps; i++) {
            List<String> longer = new ArrayList<>();
            for (String name : names) {
                longer.add("Aa" + name);
                longer.add("BB" + name);
            }
            names = longer;
        }
        return names;
    }
}
