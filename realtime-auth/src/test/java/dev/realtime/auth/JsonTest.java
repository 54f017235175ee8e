package dev.realtime.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @Test
    void readsEveryKindOfValue() {
        String text =
                " {\"s\":\"\\u0041\\\"\\\\\\/\\b\\f\\n\\r\\tz\" , \"n\":-12,\"d\":1.5e1,\"big\":12345678901234567890,"
                        + "\"a\":[1,\"x\",[],{}],\"o\":{\"t\":true,\"f\":false},\"zero\":0} \r\n\t";

        assertThat(Json.object(text))
                .contains(Map.of(
                        "s",
                        "A\"\\/\b\f\n\r\tz",
                        "n",
                        -12L,
                        "d",
                        15.0,
                        "big",
                        12345678901234567890.0,
                        "a",
                        List.of(1L, "x", List.of(), Map.of()),
                        "o",
                        Map.of("t", true, "f", false),
                        "zero",
                        0L));
    }

    @Test
    void readsNullAsAValueOfItsOwn() {
        assertThat(Json.object("{\"n\":null}")).contains(Map.of("n", Json.NULL));
    }

    @Test
    void takesAHugeNumberAsInfinite() {
        assertThat(Json.object("{\"n\":1e999999999}")).contains(Map.of("n", Double.POSITIVE_INFINITY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "\"x\"",
                "1",
                "{",
                "{}x",
                "{}{}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{,}",
                "{a:1}",
                "{'a':1}",
                "{\"a\":01}",
                "{\"a\":-}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":1.}",
                "{\"a\":1e}",
                "{\"a\":0x1}",
                "{\"a\":NaN}",
                "{\"a\":tru}",
                "{\"a\":[1,]}",
                "{\"a\":[1}",
                "{\"a\":\"\n\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12g4\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":\"\\u\u0661\u0661\u0661\u0661\"}",
                "{\"a\":\"x}",
                "{\"a\":1 \"b\":2}",
                "{/**/}",
                "{\"a\":-01}",
                "{\"a\":\"\\",
                "\ufeff{}"
            })
    void refusesWhatIsNoObject(String text) {
        assertThat(Json.object(text)).isEmpty();
    }

    @ParameterizedTest
    @DisplayName("AU13: refuses a member that is there twice, in any spelling")
    @ValueSource(
            strings = {
                "{\"sub\":\"a\",\"sub\":\"b\"}",
                "{\"sub\":null,\"sub\":\"b\"}",
                "{\"sub\":\"a\",\"s\\u0075b\":\"b\"}",
                "{\"x\":[{\"y\":1,\"y\":1}]}"
            })
    void refusesDuplicates(String text) {
        assertThat(Json.object(text)).isEmpty();
    }

    @Test
    void findsTheTextOfAMember() {
        String object = " { \"b\\u0061\" : {\"a\":2} , \"a\":[1, 2.50 ],\"c\":1e400}";

        assertThat(Json.member(object, "a")).contains("[1, 2.50 ]");
        assertThat(Json.member(object, "ba")).contains("{\"a\":2}");
        assertThat(Json.member(object, "c")).contains("1e400");
        assertThat(Json.member(object, "d")).isEmpty();
        assertThat(Json.member("{}", "a")).isEmpty();
        assertThat(Json.member("[\"a\"]", "a")).isEmpty();
        assertThat(Json.member("{\"a\":", "a")).isEmpty();
    }

    @Test
    @DisplayName("AU08: refuses deep nesting before it costs stack")
    void refusesDeepNesting() {
        assertThat(Json.object("{\"a\":" + "[".repeat(15) + "]".repeat(15) + "}"))
                .isPresent();
        assertThat(Json.object("{\"a\":" + "[".repeat(16) + "]".repeat(16) + "}"))
                .isEmpty();
        assertThat(Json.object("{\"a\":".repeat(100_000))).isEmpty();
        assertThat(Json.object("{\"a\":" + "[".repeat(100_000))).isEmpty();
    }
}
