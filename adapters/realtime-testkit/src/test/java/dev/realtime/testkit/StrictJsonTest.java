package dev.realtime.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                " {\"a\" : [ 1 , -0.5e+3, true,false ,null, \"\\ud83d\\ude00\\n\" ] } ",
                "\"x\"",
                "0",
                "-1E9",
                "\"\ud83d\ude00\"",
                "[[],{}]"
            })
    void letsJsonPass(String text) {
        assertThat(StrictJson.problem(text.getBytes(UTF_8))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"a\"}",
                "{\"a\":1,}",
                "[1,]",
                "01",
                "1.",
                "-",
                "+1",
                "1e",
                "nul",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\ud800\"",
                "\"\\ude00\"",
                "\"\\ud800x\"",
                "\"\t\"",
                "{}x",
                "{a:1}",
                "'a'",
                "NaN",
                "\"a"
            })
    void findsWhatIsNotJson(String text) {
        assertThat(StrictJson.problem(text.getBytes(UTF_8))).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0x80, 0xC0, 0xFF})
    void findsWhatIsNotUtf8(int octet) {
        assertThat(StrictJson.problem(new byte[] {'"', (byte) octet, '"'})).isEqualTo("not UTF-8");
    }
}
