package dev.realtime.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                " true ",
                "false",
                "0",
                "-0.5e+10",
                "1E5",
                "12.50",
                "\"\"",
                "\"hello, 世界 \\u00e9 \\n \\\"\"",
                "[]",
                "[ 1 , [ ] , {} ]",
                "{ }",
                "{\"a\":1,\"b\":[{\"c\":null}]}",
                "{\"a\" : \"b\"}\r\n\t"
            })
    void isAnyJsonValue(String json) {
        assertThat(new String(Payload.json(json).bytes(), StandardCharsets.UTF_8))
                .isEqualTo(json);
    }

    @ParameterizedTest
    @DisplayName("a text that would break out of the message it stands in is no payload:")
    @ValueSource(
            strings = {
                "",
                " ",
                "not json",
                "{\"a\":1},\"type\":\"forged\",\"x\":{\"b\":2}",
                "1 2",
                "1,2",
                "}{",
                "{\"a\":1",
                "{\"a\":}",
                "{\"a\":1,}",
                "{a:1}",
                "{\"a\" 1}",
                "{'a':1}",
                "[1,]",
                "[1 2]",
                "[",
                "]",
                "\"",
                "\"a",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"\\u12\"",
                "\"\\\"",
                "\"line\nbreak\"",
                "nul",
                "truex",
                "01",
                "-",
                "+1",
                "1.",
                ".5",
                "1e",
                "1e+",
                "NaN",
                "0x10",
                "1\u0000"
            })
    void isNothingElse(String json) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Payload.json(json))
                .withMessage("need one JSON value");
    }

    @Test
    void isNotNestedWithoutEnd() {
        int depth = JsonCheck.MAX_DEPTH;

        assertThat(Payload.json("[".repeat(depth) + "]".repeat(depth)).size()).isEqualTo(2 * depth);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Payload.json("[".repeat(depth + 1) + "]".repeat(depth + 1)));
    }
}
