package dev.realtime.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A user id")
class UserIdTest {

    @ParameterizedTest
    @ValueSource(strings = {"42", "auth0|5f", "ann@example.com", "a-b_c.d:e+f=g~h", ".a", "urn:uuid:1"})
    void takesWhatIdentityProvidersHandOut(String value) {
        assertThat(UserId.of(value).value()).isEqualTo(value);
    }

    @ParameterizedTest
    @DisplayName("MS19: refuses what could be read as a path, a pattern or a control sequence")
    @ValueSource(
            strings = {
                ".",
                "..",
                "*",
                "a/b",
                "../a",
                "a b",
                "a,b",
                "a#b",
                "\uD83D\uDE00",
                "\u202Eann",
                "ann\n",
                "\0",
                "%2e"
            })
    void refusesWhatCouldBeReadAsSomethingElse(String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> UserId.of(value));
        assertThat(ChannelName.parse("", "user:" + value)).isEmpty();
    }

    @Test
    @DisplayName("MS19: refuses one that is too long, without showing it")
    void refusesOneThatIsTooLong() {
        assertThat(UserId.of("a".repeat(128)).value()).hasSize(128);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UserId.of("a".repeat(1 << 20)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(100));
    }
}
