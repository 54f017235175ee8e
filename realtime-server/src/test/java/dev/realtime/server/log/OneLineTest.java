package dev.realtime.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("CF04: text of anybody stays one line")
class OneLineTest {

    @Test
    void escapesWhatEndsLinesMovesCursorsOrTurnsText() {
        assertThat(OneLine.of("a\r\nb\u001b[31m\u2028c\u202ed\u0000"))
                .isEqualTo("a\\u000d\\u000ab\\u001b[31m\\u2028c\\u202ed\\u0000");
    }

    @Test
    void leavesLettersOfAllLanguages() {
        assertThat(OneLine.of("Zoë 日本 · ok")).isEqualTo("Zoë 日本 · ok");
    }

    @Test
    void cutsWhatIsLong() {
        assertThat(OneLine.of("x".repeat(100_000)))
                .hasSize(OneLine.MAX_LENGTH + 1)
                .endsWith("…");
    }
}
