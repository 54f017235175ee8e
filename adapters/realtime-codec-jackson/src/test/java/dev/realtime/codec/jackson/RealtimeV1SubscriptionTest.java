package dev.realtime.codec.jackson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.StreamPosition;
import dev.realtime.core.TagFilter;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ClientFrame.SubscribeOptions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a subscription may ask for, alone and in a connect. */
class RealtimeV1SubscriptionTest {

    private final RealtimeV1Dialect dialect = new RealtimeV1Dialect();

    @Test
    void takesOneTextOrSeveralForATag() {
        String filter = "{\"market\":\"xetra\",\"kind\":[\"bid\",\"ask\",\"bid\"],\"any\":null}";

        assertThat(options("filter", filter).filter())
                .isEqualTo(new TagFilter(Map.of("market", Set.of("xetra"), "kind", Set.of("bid", "ask"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "{\"a\":null}"})
    void takesAnEmptyFilterForNone(String filter) {
        assertThat(options("filter", filter).filter()).isEqualTo(TagFilter.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "\"a\"",
                "{\"a\":[]}",
                "{\"a\":1}",
                "{\"a\":[\"b\",1]}",
                "{\"a\":[[\"b\"]]}",
                "{\"a\":[null]}",
                "{\"a\":{}}"
            })
    void refusesAFilterThatIsNone(String filter) {
        assertThat(problem("filter", filter)).startsWith("filter: need ");
    }

    @Test
    void boundsTheNamesOfAFilter() {
        assertThat(options("filter", object(16, i -> "\"x\"")).filter().anyOf()).hasSize(16);

        assertThat(problem("filter", object(17, i -> "\"x\"")))
                .isEqualTo("filter: need at most 16 names of at most 64 characters");
        assertThat(problem("filter", "{\"" + "n".repeat(65) + "\":\"x\"}"))
                .isEqualTo("filter: need at most 16 names of at most 64 characters");
    }

    @Test
    void boundsTheTextsOfAFilter() {
        String longest = "\"" + "x".repeat(64) + "\"";

        assertThat(options("filter", "{\"a\":" + array(16) + ",\"b\":" + longest + "}")
                        .filter()
                        .anyOf()
                        .get("a"))
                .hasSize(16);

        assertThat(problem("filter", "{\"a\":" + array(17) + "}")).isEqualTo("filter: need from 1 to 16 strings");
        assertThat(problem("filter", "{\"a\":[\"" + "x".repeat(65) + "\"]}"))
                .isEqualTo("filter: need at most 64 characters");
    }

    @Test
    void boundsStreams() {
        assertThat(options("streams", object(64, String::valueOf)).streams()).hasSize(64);

        String limit = "streams: need at most 64 names of at most 128 characters";
        assertThat(problem("streams", object(65, String::valueOf))).isEqualTo(limit);
        assertThat(problem("streams", "{\"" + "s".repeat(129) + "\":1}")).isEqualTo(limit);
        assertThat(problem("streams", "{\"a\":-1}"))
                .isEqualTo("streams: need an integer from 0 to 9223372036854775807");
    }

    @Test
    void leavesAStreamWithoutANumberOut() {
        assertThat(options("streams", "{\"a\":null,\"b\":0}").streams()).isEqualTo(Map.of("b", 0L));
    }

    @Test
    void takesInAConnectWhatASubscribeTakes() {
        String fields = "\"epoch\":\"e\",\"offset\":1,\"token\":\"t\",\"filter\":{\"a\":\"b\"},\"presence\":true,"
                + "\"streams\":{\"s\":4}";
        SubscribeOptions all = new SubscribeOptions(
                Optional.of(new StreamPosition("e", 1)),
                "t",
                new TagFilter(Map.of("a", Set.of("b"))),
                true,
                Map.of("s", 4L));

        ClientFrame alone = decode("{\"type\":\"subscribe\",\"channel\":\"chat\"," + fields + "}");
        ClientFrame.Connect connect = (ClientFrame.Connect)
                decode("{\"type\":\"connect\",\"token\":\"mine\",\"subs\":{\"chat\":{" + fields + "},\"news\":null}}");

        assertThat(((ClientFrame.Subscribe) alone).options()).isEqualTo(all);
        assertThat(connect.token()).isEqualTo("mine");
        assertThat(connect.subscriptions())
                .containsOnlyKeys("chat", "news")
                .containsEntry("chat", all)
                .containsEntry("news", SubscribeOptions.NONE);
    }

    @Test
    void keepsTheOrderOfAConnectsSubscriptions() {
        ClientFrame.Connect connect =
                (ClientFrame.Connect) decode("{\"type\":\"connect\",\"subs\":{\"z\":{},\"a\":{},\"m\":{},\"b\":{}}}");

        assertThat(connect.subscriptions().keySet()).containsExactly("z", "a", "m", "b");
    }

    @Test
    void refusesAConnectForOneBadSubscription() {
        assertThat(decode("{\"type\":\"connect\",\"subs\":{\"a\":{},\"b\":{\"filter\":{\"c\":7}},\"d\":{}}}"))
                .isInstanceOf(ClientFrame.Malformed.class);
    }

    private SubscribeOptions options(String field, String value) {
        return ((ClientFrame.Subscribe) decode(subscribe(field, value))).options();
    }

    private String problem(String field, String value) {
        return ((ClientFrame.Malformed) decode(subscribe(field, value))).problem();
    }

    private ClientFrame decode(String text) {
        return dialect.decode(text.getBytes(UTF_8));
    }

    private static String subscribe(String field, String value) {
        return "{\"type\":\"subscribe\",\"channel\":\"a\",\"" + field + "\":" + value + "}";
    }

    private static String object(int names, IntFunction<String> value) {
        return IntStream.range(0, names)
                .mapToObj(i -> "\"n" + i + "\":" + value.apply(i))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String array(int texts) {
        return IntStream.range(0, texts).mapToObj(i -> "\"t" + i + "\"").collect(Collectors.joining(",", "[", "]"));
    }
}
