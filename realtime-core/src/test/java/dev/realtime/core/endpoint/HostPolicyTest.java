package dev.realtime.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostPolicyTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "localhost:8080", "LocalHost:1", "127.0.0.1", "127.0.0.1:65535", "[::1]", "[::1]:80"
            })
    void aLoopbackServerAnswersToItsOwnNames(String host) {
        assertThat(HostPolicy.loopback().allows(host)).isTrue();
    }

    @ParameterizedTest
    @DisplayName("DNS rebinding: a loopback server does not answer to")
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8080",
                "localhost.evil.example",
                "evil-localhost",
                "localhost.",
                "127.0.0.1.",
                "127.0.0.2",
                "0.0.0.0",
                "127.1",
                "2130706433",
                "::1",
                "[::1",
                "[::1]x",
                "[0:0:0:0:0:0:0:1]",
                "[]",
                "",
                "localhost:",
                "localhost:0",
                "localhost:080",
                "localhost:65536",
                "localhost:8080:8080",
                "localhost:8080@evil",
                "user@localhost",
                "localhost/",
                "localhost ",
                " localhost",
                "local\u212Aost",
                "\u217Cocalhost",
                "localhost\0"
            })
    void aLoopbackServerDoesNotAnswerToOthers(String host) {
        assertThat(HostPolicy.loopback().allows(host)).isFalse();
    }

    @Test
    void anEntryWithoutPortMeansEveryPortAndOneWithPortOnlyThat() {
        HostPolicy policy = HostPolicy.of(List.of("app.example.com", "Admin.example.com:8443"));

        assertThat(policy.allows("app.example.com")).isTrue();
        assertThat(policy.allows("APP.example.com:444")).isTrue();
        assertThat(policy.allows("admin.example.com:8443")).isTrue();
        assertThat(policy.allows("admin.example.com")).isFalse();
        assertThat(policy.allows("admin.example.com:444")).isFalse();
        assertThat(policy.allows("localhost")).isFalse();
    }

    @Test
    void aLetterWhoseLowerCaseIsAsciiIsNotThatLetter() {
        HostPolicy policy = HostPolicy.of(List.of("kiosk.example"));

        assertThat(policy.allows("KIOSK.example")).isTrue();
        assertThat(policy.allows("\u212Aiosk.example")).isFalse();
    }

    @Test
    void aServerBehindACheckingProxyAnswersToEveryName() {
        assertThat(HostPolicy.any().allows("whatever.example:81")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://app.example.com", "*.example.com", "app.example.com/", "", "app.example.com:99999"})
    void refusesEntriesThatCouldNeverMatch(String entry) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HostPolicy.of(List.of(entry)))
                .withMessageContaining("need host or host:port");
    }

    @Test
    void isBuiltFromItsEntries() {
        assertThat(HostPolicy.of(List.of("a.example"))).hasToString("HostPolicy[Authority[host=a.example, port=-1]]");
        assertThat(HostPolicy.any()).hasToString("HostPolicy[any]");
    }
}
