package dev.realtime.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginPolicyTest {

    @Nested
    @DisplayName("given a list with https://app.example.com")
    class Listed {
        private final OriginPolicy policy =
                OriginPolicy.of(List.of("https://app.example.com", "capacitor://localhost"));

        @ParameterizedTest
        @ValueSource(strings = {"https://app.example.com", "capacitor://localhost"})
        void allowsExactlyThese(String origin) {
            assertThat(policy.allows(origin, "https", "api.example.com")).isTrue();
        }

        @ParameterizedTest
        @DisplayName("HS18: refuses the look-alike")
        @ValueSource(
                strings = {
                    "https://app.example.com.evil.example",
                    "https://evilapp.example.com",
                    "http://app.example.com",
                    "https://app.example.com:444",
                    "https://app.example.com:443",
                    "https://user@app.example.com",
                    "https://app.example.com@evil.example",
                    "null",
                    "https://app.example.com.",
                    "https://app.example.com%00",
                    "https://app.example.com\0",
                    "https://APP.example.com",
                    "HTTPS://app.example.com",
                    "https://app.example.com/",
                    "https://\u0430pp.example.com",
                    "https://xn--pp-7la.example.com",
                    "https://app-example.com",
                    "",
                    " ",
                    "https://app.example.com https://evil.example",
                    "https:app.example.com",
                    "app.example.com",
                    "*"
                })
        void refusesLookAlikes(String origin) {
            assertThat(policy.allows(origin, "https", "app.example.com")).isFalse();
            assertThat(policy.andSameHost().allows(origin, "https", "api.example.com"))
                    .isFalse();
        }

        @Test
        void doesNotAllowTheOwnHostUnlessTold() {
            assertThat(policy.allows("https://api.example.com", "https", "api.example.com"))
                    .isFalse();
            assertThat(policy.andSameHost().allows("https://api.example.com", "https", "api.example.com"))
                    .isTrue();
            assertThat(policy.andSameHost().allows("https://app.example.com", "https", "api.example.com"))
                    .isTrue();
        }
    }

    @Nested
    @DisplayName("given the same host only")
    class SameHost {

        @ParameterizedTest
        @CsvSource({
            "http://localhost:8080,http,localhost:8080",
            "http://app.example.com,http,app.example.com",
            "http://app.example.com,http,app.example.com:80",
            "https://app.example.com,https,app.example.com",
            "https://app.example.com,https,app.example.com:443",
            "https://app.example.com:8443,https,app.example.com:8443",
            "http://[::1]:8080,http,[::1]:8080"
        })
        void allowsPagesOfTheServerItself(String origin, String scheme, String host) {
            assertThat(OriginPolicy.sameHost().allows(origin, scheme, host)).isTrue();
        }

        @ParameterizedTest
        @DisplayName("HS18: refuses the look-alike")
        @CsvSource({
            "http://localhost:3000,http,localhost:8080",
            "http://localhost,http,localhost:8080",
            "http://127.0.0.1:8080,http,localhost:8080",
            "https://app.example.com,https,app.example.com:80",
            "http://app.example.com,http,app.example.com:443",
            "https://app.example.com:443,https,app.example.com",
            "http://LOCALHOST:8080,http,localhost:8080",
            "http://localhost:8080/,http,localhost:8080",
            "http://evil@localhost:8080,http,localhost:8080",
            "ftp://localhost:8080,http,localhost:8080",
            "file://,http,localhost",
            "://localhost,http,localhost",
            "null,http,null",
            "http://evil.example:8080,http,localhost:8080"
        })
        void refusesOthers(String origin, String scheme, String host) {
            assertThat(OriginPolicy.sameHost().allows(origin, scheme, host)).isFalse();
        }

        @ParameterizedTest
        @DisplayName("HS18: refuses the page of the same name that came over the other scheme")
        @CsvSource({
            "http://app.example.com,https,app.example.com",
            "http://app.example.com:8443,https,app.example.com:8443",
            "http://app.example.com:443,https,app.example.com",
            "https://app.example.com,http,app.example.com",
            "https://app.example.com:80,http,app.example.com",
            "ws://app.example.com,ws,app.example.com"
        })
        void refusesTheOtherScheme(String origin, String scheme, String host) {
            assertThat(OriginPolicy.sameHost().allows(origin, scheme, host)).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "https://*.example.com",
                "https://app.example.com/",
                "https://app.example.com:443",
                "http://a.example:80",
                "HTTPS://app.example.com",
                "https://App.example.com",
                "app.example.com",
                "null",
                "",
                "https://",
                "1http://a"
            })
    void refusesEntriesThatNoBrowserSends(String entry) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OriginPolicy.of(List.of(entry)))
                .withMessageContaining("need an origin like https://app.example.com");
    }

    @Test
    void saysWhatItAllows() {
        assertThat(OriginPolicy.of(List.of("https://a.example")).andSameHost())
                .hasToString("OriginPolicy[https://a.example] and same host");
    }
}
