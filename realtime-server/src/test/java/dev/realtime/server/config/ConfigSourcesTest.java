package dev.realtime.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.realtime.core.ChannelOptions;
import dev.realtime.core.Limits;
import dev.realtime.core.Quotas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(10)
class ConfigSourcesTest {

    private static final String KEY = "correct-horse-battery";

    @TempDir
    private Path directory;

    @Nested
    class WithoutAnything {

        private final ServerConfig config = ConfigSources.given(Map.of()).load();

        @Test
        void listensOnLoopbackOnly() {
            assertThat(config.server().host()).isEqualTo("127.0.0.1");
            assertThat(config.server().port()).isEqualTo(8080);
            assertThat(config.server().isLoopback()).isTrue();
        }

        @Test
        void hasTheEnginesOwnLimits() {
            assertThat(config.limits().limits()).isEqualTo(Limits.DEFAULT);
        }

        @Test
        void hasTheEnginesOwnQuotas() {
            assertThat(config.quotas().quotas()).isEqualTo(Quotas.DEFAULT);
            assertThat(config.server().trustedProxies()).isEmpty();
        }

        @Test
        void hasTheFiveChannelsWithTheEnginesOwnOptions() {
            assertThat(config.channels())
                    .containsOnlyKeys("chat", "notifications", "analytics", "documents", "system")
                    .allSatisfy((name, channel) -> assertThat(channel.options()).isEqualTo(ChannelOptions.DEFAULT));
            assertThat(config.channels().get("system").publish()).containsExactly("nobody");
        }

        @Test
        void opensADoorForEveryDialect() {
            assertThat(config.endpoints())
                    .extracting(EndpointConfig::path, EndpointConfig::dialect, EndpointConfig::channels)
                    .containsExactly(
                            tuple("/ws", "channels", List.of("user:{user}")),
                            tuple("/ws", "user-events", List.of("user:{user}")),
                            tuple("/ws", "task-updates", List.of("tasks#{user}")),
                            tuple("/realtime", "tenant-events", List.of("events")),
                            tuple("/realtime", "realtime.v1", List.of("user:{user}")),
                            tuple("/v1/kv/watch", "kv-watch", List.of("kv#{user}", "kv:all")));
        }
    }

    @Nested
    class Precedence {

        private static final String FILE = "server:\n  port: 1000\n  host: 127.0.0.2\n";

        @Test
        void theFileBeatsTheDefault() throws IOException {
            assertThat(load(FILE, Map.of(), Map.of()).server().port()).isEqualTo(1000);
        }

        @Test
        void thePortOfAPlatformBeatsTheFile() throws IOException {
            assertThat(load(FILE, Map.of("PORT", "2000"), Map.of()).server().port())
                    .isEqualTo(2000);
        }

        @Test
        void ourOwnVariableBeatsThePlatforms() throws IOException {
            Map<String, String> environment = Map.of("PORT", "2000", "REALTIME_SERVER_PORT", "3000");

            assertThat(load(FILE, environment, Map.of()).server().port()).isEqualTo(3000);
        }

        @Test
        void theFlagBeatsAll() throws IOException {
            Map<String, String> environment = Map.of("PORT", "2000", "REALTIME_SERVER_PORT", "3000");
            ServerConfig config = load(FILE, environment, Map.of("server.port", "4000"));

            assertThat(config.server().port()).isEqualTo(4000);
            assertThat(config.server().host()).isEqualTo("127.0.0.2");
        }
    }

    @Nested
    class Values {

        @Test
        void durationsAndSizesAreWrittenAsPeopleDo() throws IOException {
            ServerConfig config = load(
                    "limits:\n  ping-after: 1500ms\n  dead-after: 1m\n  max-message-bytes: 2MiB\n", Map.of(), Map.of());

            assertThat(config.limits().limits().pingAfter()).isEqualTo(Duration.ofMillis(1500));
            assertThat(config.limits().limits().maxMessageBytes()).isEqualTo(2 * 1024 * 1024);
        }

        @Test
        void listsStandInTheFileAsListsAndElsewhereWithCommas() throws IOException {
            String file = "origins: [https://a.example, https://b.example]\n";

            assertThat(load(file, Map.of(), Map.of()).origins())
                    .containsExactly("https://a.example", "https://b.example");
            assertThat(load(file, Map.of("REALTIME_ORIGINS", "https://c.example, https://d.example"), Map.of())
                            .origins())
                    .containsExactly("https://c.example", "https://d.example");
        }

        @Test
        void endpointsAndChannelsAreSections() throws IOException {
            ServerConfig config = load(
                    """
                    endpoints:
                      - path: /live
                        dialect: channels
                        user: userId
                        trust: claimed
                    channels:
                      alerts: {publish: ["role:ops"], history-count: 1}
                    """,
                    Map.of(),
                    Map.of());

            assertThat(config.endpoints()).singleElement().satisfies(endpoint -> {
                assertThat(endpoint.path()).isEqualTo("/live");
                assertThat(endpoint.user()).contains("userId");
            });
            assertThat(config.channels()).containsOnlyKeys("alerts");
            assertThat(config.channels().get("alerts").options().history().count())
                    .isEqualTo(1);
        }

        @Test
        void aSectionWithEverythingCommentedOutIsEmpty() throws IOException {
            assertThat(load("server:\n#  port: 1\nlog:\n", Map.of(), Map.of())
                            .server()
                            .port())
                    .isEqualTo(8080);
        }
    }

    @Nested
    class Secrets {

        @Test
        @DisplayName("CF02: a secret comes from a variable")
        void comesFromAVariable() throws IOException {
            ServerConfig config = load("log:\n", Map.of("REALTIME_AUTH_ADMIN_KEY", KEY), Map.of());

            assertThat(config.auth().adminKey()).contains(new Secret(KEY));
        }

        @Test
        @DisplayName("CF02: a secret comes from a file that a variable or the value names")
        void comesFromAFile() throws IOException {
            Path file = Files.writeString(directory.resolve("key"), KEY + "\n");

            assertThat(load("log:\n", Map.of("REALTIME_AUTH_ADMIN_KEY_FILE", file.toString()), Map.of())
                            .auth()
                            .adminKey())
                    .contains(new Secret(KEY));
            assertThat(load("auth:\n  admin-key: file:" + file + "\n", Map.of(), Map.of())
                            .auth()
                            .adminKey())
                    .contains(new Secret(KEY));
        }

        @Test
        @DisplayName("CF02: what is printed masks secrets")
        void areMasked() throws IOException {
            Path file = Files.writeString(directory.resolve("c.yaml"), "auth:\n  admin-key: " + KEY + "\n");
            ConfigSources sources = new ConfigSources(Optional.of(file), Map.of(), Map.of());

            assertThat(sources.effective().lines())
                    .contains("auth.admin-key: ********  # " + file + ":2")
                    .noneMatch(line -> line.contains(KEY));
            assertThat(sources.load().toString()).doesNotContain(KEY);
        }

        @Test
        void showsTheEndpointsAndChannelsThatAreThereByDefault() {
            List<String> lines = ConfigSources.given(Map.of()).effective().lines();

            assertThat(lines)
                    .contains(
                            "channels.chat: {}  # default",
                            "channels.system: {publish: [nobody]}  # default",
                            "endpoints[1]: {path: /ws, when: [token], unless: [userId, user_id], dialect: user-events,"
                                    + " token-query: [token], user-claims: [userId, sub], channels: [user:{user}]}  # default",
                            "endpoints[5]: {path: /v1/kv/watch, dialect: kv-watch, channels: [kv#{user}, kv:all]}"
                                    + "  # default");
        }

        @Test
        void showsTopicsWithWhatIsSetOfThem() throws IOException {
            Path file = Files.writeString(
                    directory.resolve("c.yaml"),
                    "sources:\n  dapr:\n    topics:\n      orders: { channel: 'user:{user_id}', raw: true }\n");
            ConfigSources sources = new ConfigSources(Optional.of(file), Map.of(), Map.of());

            assertThat(sources.effective().lines())
                    .contains("sources.dapr.topics.orders: {channel: user:{user_id}, raw: true}  # " + file + ":4");
        }

        @ParameterizedTest
        @CsvSource({"''", "changeme", "short-key", "changeme-changeme-changeme", "aaaaaaaaaaaaaaaaaaaaaaaa"})
        @DisplayName("AD03: a weak admin key is refused by the setting's name, without its value")
        void refusesAWeakAdminKey(String weak) {
            List<Problem> problems = problems("log:\n", Map.of("REALTIME_AUTH_ADMIN_KEY", weak), Map.of());

            assertThat(problems).singleElement().satisfies(problem -> {
                assertThat(problem.toString()).contains("admin-key");
                assertThat(weak.isEmpty() || !problem.toString().contains(weak)).isTrue();
            });
        }

        @Test
        void aSecretFileThatIsNotThereIsAProblem() {
            assertThat(problems("log:\n", Map.of("REALTIME_AUTH_JWT_SECRET_FILE", "/nowhere/secret"), Map.of()))
                    .singleElement()
                    .hasToString("REALTIME_AUTH_JWT_SECRET_FILE: auth.jwt.secret: need a readable file with the secret"
                            + " but cannot read /nowhere/secret");
        }
    }

    @Nested
    class Problems {

        @ParameterizedTest
        @DisplayName("CF01: each problem is one line with place, name and what is expected")
        @CsvSource(
                delimiter = '|',
                value = {
                    "server: {prot: 1} | unknown setting \"server.prot\", did you mean server.port?",
                    "serve: {port: 1} | unknown setting \"serve\", did you mean server?",
                    "server: {port: 70000} | server.port: need a number 0 to 65535 but got \"70000\"",
                    "server: {port: 99999999999999999999} | need a number 0 to 65535",
                    "server: {port: http} | server.port: need a number 0 to 65535 but got \"http\"",
                    "server: {port: [1]} | server.port: need a number 0 to 65535",
                    "server: {port: } | server.port: need a number 0 to 65535 but got nothing",
                    "server: 8080 | server: need a section with settings below it",
                    "server: {tls: {cert: /x}} | server.tls: need both cert and key, or none",
                    "server: {host: no.such.host.invalid} | need an address of this machine",
                    "limits: {max-channels: -1} | limits.max-channels: need a number from 1 but got \"-1\"",
                    "limits: {max-message-bytes: 64XB} | need a size like 512, 64KiB, 1MiB or 2GiB but got \"64XB\"",
                    "limits: {max-message-bytes: 2GiB} | need a size below 2GiB",
                    "limits: {ping-after: 30} | need a duration like 500ms, 30s, 5m, 2h or 7d but got \"30\"",
                    "limits: {ping-after: 90s} | limits: need ping-after < dead-after",
                    "log: {format: xml} | log.format: need one of auto, plain, json but got \"xml\"",
                    "stats: maybe | stats: need one of admin, open but got \"maybe\"",
                    "server: {port: 1, port: 2} | \"port\" stands here twice",
                    "channels: {chat: {publish: all}} | need everyone, verified, nobody or roles like role:admin as publish",
                    "channels: {chat: {features: [offline-queue]}} | need receipts in features besides offline-queue",
                    "channels: {chat: {features: [shared-receipts, receipts]}} | need presence in features besides",
                    "endpoints: {path: /x} | endpoints: need a list of sections",
                    "auth: {jwt: {secret: short}} | need a secret of 32 bytes or more",
                    "'a: [' | not YAML",
                    "plain words | need settings",
                    "'server: {port: &p 1}\nlimits: {max-channels: *p}' | aliases are not supported",
                })
        void isOneLine(String yaml, String expected) {
            assertThat(problems(yaml, Map.of(), Map.of())).singleElement().satisfies(problem -> assertThat(
                            problem.toString())
                    .startsWith(directory.toString())
                    .contains(expected)
                    .doesNotContain("\n"));
        }

        @Test
        @DisplayName("CF01: an empty file is a problem")
        void anEmptyFile() {
            assertThat(problems("", Map.of(), Map.of())).singleElement().satisfies(problem -> assertThat(problem.text())
                    .isEqualTo("the file is empty"));
            assertThat(problems("# only this\n", Map.of(), Map.of())).hasSize(1);
        }

        @Test
        @DisplayName("CF01: aliases do not multiply")
        void aliasBomb() {
            StringBuilder bomb = new StringBuilder("a: &a [x, x, x, x, x, x, x, x, x]\n");
            for (char c = 'b'; c < 'j'; c++) {
                char below = (char) (c - 1);
                bomb.append(c).append(": &").append(c).append(" [");
                bomb.append(("*" + below + ", ").repeat(8))
                        .append('*')
                        .append(below)
                        .append("]\n");
            }

            assertThat(problems(bomb.toString(), Map.of(), Map.of()))
                    .hasSizeLessThan(100)
                    .anySatisfy(problem -> assertThat(problem.text()).contains("aliases are not supported"));
        }

        @Test
        void aFileThatNestsWithoutEndIsRefused() {
            assertThat(problems("a: " + "[".repeat(5000) + "]".repeat(5000), Map.of(), Map.of()))
                    .anySatisfy(problem -> assertThat(problem.text()).contains("need at most 20 levels"));
        }

        @Test
        @DisplayName("CF01: an unknown variable is a problem")
        void anUnknownVariable() {
            assertThat(problems("log:\n", Map.of("REALTIME_SERVER_PROT", "1"), Map.of()))
                    .singleElement()
                    .hasToString("environment: unknown variable \"REALTIME_SERVER_PROT\", did you mean"
                            + " REALTIME_SERVER_PORT?");
        }

        @Test
        @DisplayName("CF01: an unknown flag is a problem")
        void anUnknownFlag() {
            assertThat(problems("log:\n", Map.of(), Map.of("server.prot", "1")))
                    .singleElement()
                    .hasToString("--server.prot: unknown setting \"server.prot\", did you mean server.port?");
        }

        @Test
        @DisplayName("CF01: all problems are told at once")
        void allAtOnce() {
            List<Problem> problems = problems(
                    "server: {port: x}\nlimits: {max-channels: 0}\n", Map.of("REALTIME_LOG_LEVEL", "loud"), Map.of());

            assertThat(problems)
                    .extracting(Problem::origin)
                    .containsExactlyInAnyOrder(
                            directory.resolve("realtime.yaml") + ":1",
                            directory.resolve("realtime.yaml") + ":2",
                            "REALTIME_LOG_LEVEL");
        }

        @Test
        void aFileThatIsNotThereIsAProblem() {
            ConfigSources sources = new ConfigSources(Optional.of(directory.resolve("no")), Map.of(), Map.of());

            assertThatThrownBy(sources::load)
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("cannot read");
        }

        @Test
        void controlCharactersOfAValueDoNotReachTheTerminal() {
            assertThat(problems("server: {port: \"\\e[31m\\n\"}", Map.of(), Map.of()))
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.text()).endsWith("but got \"?[31m?\""));
        }
    }

    private ServerConfig load(String yaml, Map<String, String> environment, Map<String, String> given)
            throws IOException {
        Path file = Files.writeString(directory.resolve("realtime.yaml"), yaml);
        return new ConfigSources(Optional.of(file), environment, given).load();
    }

    private List<Problem> problems(String yaml, Map<String, String> environment, Map<String, String> given) {
        return catchThrowableOfType(ConfigException.class, () -> load(yaml, environment, given))
                .problems();
    }
}
