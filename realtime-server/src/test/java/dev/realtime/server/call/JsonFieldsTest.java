package dev.realtime.server.call;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFieldsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.10",
                "12345678901234567890.123456789",
                "\"a\\u00e9\\n\"",
                "{ \"a\" : [1 , 2.50] }",
                "[]",
                "true",
                "null"
            })
    void leavesAValueAsItWasWritten(String value) {
        JsonFields fields = read("{\"first\": 1 , \"data\" : " + value + " , \"last\":\"x\"}");

        assertThat(fields.raw("data"))
                .hasValueSatisfying(raw -> assertThat(raw).asString(UTF_8).isEqualTo(value));
        assertThat(fields.text("last")).contains("x");
    }

    @Test
    void leavesANumberAtTheEndAsItWasWritten() {
        assertThat(read("{\"a\":12}").raw("a"))
                .hasValueSatisfying(raw -> assertThat(raw).asString(UTF_8).isEqualTo("12"));
        assertThat(read("{\"a\":-3 }").raw("a"))
                .hasValueSatisfying(raw -> assertThat(raw).asString(UTF_8).isEqualTo("-3"));
    }

    @Test
    void textIsEmptyForEverythingElse() {
        assertThat(read("{\"a\":1}").text("a")).isEmpty();
        assertThat(read("{\"a\":1}").text("b")).isEmpty();
        assertThat(read("{\"a\":\"\\u00e9\"}").text("a")).contains("é");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[]",
                "null",
                "1",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{\"a\":1}x",
                "{\"a\":1}{}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":{\"b\":1,\"b\":2}}",
                "{'a':1}",
                "{\"a\":\"\\ud8\"}",
                "{\"a\":\"\u0001\"}"
            })
    void isEmptyForWhatIsNotOneObject(String text) {
        assertThat(JsonFields.read(text.getBytes(UTF_8))).isEmpty();
    }

    @Test
    void refusesOtherEncodings() {
        assertThat(JsonFields.read("{\"a\":1}".getBytes(UTF_16))).isEmpty();
        assertThat(JsonFields.read(new byte[] {'{', '"', (byte) 0xc3, '"', ':', '1', '}'}))
                .isEmpty();
        assertThat(JsonFields.read(
                        new byte[] {'{', '"', 'a', '"', ':', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"', '}'}))
                .isEmpty();
    }

    @Test
    void refusesWhatIsTooDeepOrTooLong() {
        assertThat(JsonFields.read(("{\"a\":" + "[".repeat(5000) + "]".repeat(5000) + "}").getBytes(UTF_8)))
                .isEmpty();
        assertThat(JsonFields.read(("{\"a\":" + "1".repeat(50_000) + "}").getBytes(UTF_8)))
                .isEmpty();
        assertThat(JsonFields.read(("{\"a\":[1" + "1".repeat(50_000) + "]}").getBytes(UTF_8)))
                .isEmpty();
    }

    private static JsonFields read(String json) {
        return JsonFields.read(json.getBytes(UTF_8)).orElseThrow();
    }

    @Test
    void namesOfStrangersAreNotInterned() {
        assertThat(JsonFields.JSON.isEnabled(JsonFactory.Feature.INTERN_FIELD_NAMES))
                .isFalse();
    }
}
