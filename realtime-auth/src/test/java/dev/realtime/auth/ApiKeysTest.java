package dev.realtime.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeysTest {
    private static final String BILLING = "Zr4hT9vLq2Xw8KpB";
    private static final String OPS = "n7Yc3JmD5sGfU1eA-ops";

    private final ApiKeys keys = ApiKeys.builder()
            .key("billing", BILLING, "publish")
            .key("ops", OPS, "admin", "publish")
            .build();

    @Test
    void aKeyGrantsExactlyItsPermissions() {
        assertThat(keys.find(BILLING)).contains(new ApiKeys.Grant("billing", Set.of("publish")));
        assertThat(keys.find(OPS).orElseThrow().allows("admin")).isTrue();
        assertThat(keys.find(BILLING).orElseThrow().allows("admin")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Zr4hT9vLq2Xw8Kp",
                "Zr4hT9vLq2Xw8KpB ",
                "zr4ht9vlq2xw8kpb",
                "Zr4hT9vLq2Xw8KpBn7Yc3JmD5sGfU1eA-ops",
                "\0"
            })
    void anyOtherTextGrantsNothing(String presented) {
        assertThat(keys.find(presented)).isEmpty();
    }

    @Test
    void aTextLongerThanAnyKeyIsNotEvenDigested() {
        assertThat(keys.find("a".repeat(1_000_000))).isEmpty();
    }

    @Test
    void withoutKeysNobodyGetsIn() {
        assertThat(ApiKeys.NONE.find(BILLING)).isEmpty();
        assertThat(ApiKeys.NONE.find("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "changeme",
                "short-but-rAnd0m",
                "changemechangeme",
                "change-me-change-me",
                "CHANGE_THIS_SECRET_KEY",
                "aaaaaaaaaaaaaaaa",
                "0101010101010101",
                "0123456789012345",
                "passwordpassword",
                "my-secret-api-key",
                "your-api-key-here-123",
                "admin-admin-admin-1"
            })
    void refusesAKeyThatCanBeGuessed(String key) {
        String weak = key.equals("short-but-rAnd0m") ? key.substring(1) : key;

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ApiKeys.builder().key("x", weak))
                .satisfies(e -> assertThat(weak.isEmpty() || !e.getMessage().contains(weak))
                        .isTrue());
    }

    @Test
    void refusesAKeyTooLongToBePresented() {
        String key = BILLING.repeat(17);

        assertThatIllegalArgumentException().isThrownBy(() -> ApiKeys.builder().key("x", key));
    }

    @Test
    void refusesTheSameNameOrKeyTwice() {
        ApiKeys.Builder builder = ApiKeys.builder().key("a", BILLING);

        assertThatIllegalArgumentException().isThrownBy(() -> builder.key("b", BILLING));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.key("a", OPS));
    }

    @Test
    @DisplayName("AU24: no text shows a key")
    void noTextShowsAKey() {
        assertThat(keys.toString())
                .contains("billing", "ops")
                .doesNotContain(BILLING)
                .doesNotContain(OPS);
    }
}
