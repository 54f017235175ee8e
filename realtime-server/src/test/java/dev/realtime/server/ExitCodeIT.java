package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What scripts and supervisors see. */
@Timeout(60)
class ExitCodeIT {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "version, 0",
        "--version, 0",
        "help, 0",
        "serve --help, 0",
        "config check, 0",
        "config show, 0",
        "config docs, 0",
        "nonsense, 2",
        "--nonsense, 2",
        "token create, 2",
        "config, 2",
        "serve --server.prot=1, 78",
        "serve --server.port=70000, 78",
        "serve --limits.max-channels=-1, 78",
        "serve --server.host=0.0.0.0, 78",
        "demo --server.host=0.0.0.0, 78",
        "serve --config /nowhere/realtime.yaml, 78",
        "config check --origins=https://EXAMPLE.com/, 78",
        "--server.port=9099 config check, 0",
        "--server.port=70000 config check, 78",
        "--server.prot=1 serve, 78",
        "--config /nowhere/realtime.yaml config check, 78",
        "--server.host=0.0.0.0 demo, 78",
        "--server.host=0.0.0.0 config check, 78",
        "--server.host=0.0.0.0 --insecure config check, 0",
        "--server.port=9099 version, 2",
        "--server.port=9099 config, 2",
    })
    void tellsHowItWent(String arguments, int code) {
        try (ServerProcess program = ServerProcess.run(Map.of(), arguments.split(" "))) {
            assertThat(program.exit()).as(() -> program.output().toString()).isEqualTo(code);
            assertThat(program.output()).isNotEmpty().noneMatch(line -> line.contains("Exception"));
        }
    }

    @Test
    void helpOfACommandShowsItsOwnFlags() {
        try (ServerProcess program = ServerProcess.run(Map.of(), "token", "create", "--help")) {
            assertThat(program.exit()).isZero();
            assertThat(String.join("\n", program.output())).contains("--user", "--tenant", "--role", "--ttl");
        }
    }

    @Test
    @DisplayName("CF01: a bad file stops the start with one line for each problem")
    void aBadFile() throws IOException {
        Path file = Files.writeString(
                directory.resolve("realtime.yaml"), "server:\n  port: 70000\n  prot: 1\nlimits:\n  max-channels: -1\n");
        try (ServerProcess program = ServerProcess.run(Map.of(), "serve", "--config", file.toString())) {
            assertThat(program.exit()).isEqualTo(78);
            assertThat(program.output())
                    .containsExactlyInAnyOrder(
                            file + ":2: server.port: need a number 0 to 65535 but got \"70000\"",
                            file + ":3: unknown setting \"server.prot\", did you mean server.port?",
                            file + ":5: limits.max-channels: need a number from 1 but got \"-1\"");
        }
    }

    @Test
    void aCheckSaysWhatAStartWouldWarnOf() {
        try (ServerProcess program = ServerProcess.run(Map.of(), "config", "check")) {
            assertThat(program.exit()).isZero();
            assertThat(program.output())
                    .contains("configuration is good")
                    .anyMatch(line -> line.startsWith("warning: no auth.jwt key is set"))
                    .anyMatch(line -> line.startsWith("warning: TRUST: CLAIMED"));
        }
    }

    @Test
    void whatStandsBeforeTheCommandCountsUnlessItIsSaidAgain() throws IOException {
        Path file = Files.writeString(directory.resolve("realtime.yaml"), "log:\n  format: json\n");
        try (ServerProcess program = ServerProcess.run(
                Map.of(),
                "--config=" + file,
                "--server.port=9098",
                "--log.level=warn",
                "config",
                "show",
                "--server.port=9099")) {
            assertThat(program.exit()).isZero();
            assertThat(program.output())
                    .anyMatch(line -> line.matches("server\\.port\\W+9099\\b.*"))
                    .anyMatch(line -> line.matches("log\\.level\\W+warn\\b.*"))
                    .anyMatch(line -> line.matches("log\\.format\\W+json\\b.*"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "serve --auth.admin-key=correct-horse-battery",
                "--auth.admin-key=correct-horse-battery serve",
                "--auth.admin-key=correct-horse-battery config check",
                "--auth.admin-key=correct-horse-battery demo"
            })
    @DisplayName("CF02: a secret as an argument is refused and not repeated")
    void aSecretAsAnArgument(String arguments) {
        try (ServerProcess program = ServerProcess.run(Map.of(), arguments.split(" "))) {
            assertThat(program.exit()).isEqualTo(78);
            assertThat(program.output())
                    .singleElement()
                    .asString()
                    .contains("REALTIME_AUTH_ADMIN_KEY")
                    .doesNotContain("correct-horse");
        }
    }

    @Test
    @DisplayName("AD03: a weak admin key stops the start, by its name and without its value")
    void aWeakAdminKey() {
        for (String weak : new String[] {"", "changeme", "changeme-changeme-changeme"}) {
            try (ServerProcess program = ServerProcess.run(Map.of("REALTIME_AUTH_ADMIN_KEY", weak), "serve")) {
                assertThat(program.exit()).isEqualTo(78);
                assertThat(program.output()).singleElement().asString().contains("admin-key");
                assertThat(program.output()).noneMatch(line -> line.contains("changeme"));
            }
        }
    }

    @Test
    void aTokenItMadeIsOneItTakes() {
        Map<String, String> secret = Map.of("REALTIME_AUTH_JWT_SECRET", ServerProcess.SECRET);
        try (ServerProcess create = ServerProcess.run(
                        secret, "token", "create", "-u", "alice", "--tenant", "acme", "--role", "ops");
                ServerProcess good = ServerProcess.run(secret, "token", "check");
                ServerProcess bad = ServerProcess.run(secret, "token", "check")) {
            assertThat(create.exit()).isZero();
            String token = create.output().get(0);

            good.say(token);
            bad.say(token + "x");

            assertThat(good.exit()).isZero();
            assertThat(good.output())
                    .singleElement()
                    .asString()
                    .startsWith("good: user acme/alice, roles [ops], until ");
            assertThat(bad.exit()).isEqualTo(1);
            assertThat(bad.output()).singleElement().asString().startsWith("refused: ");
        }
    }

    @Test
    @DisplayName("CF03: a port in use is told, and nothing is left running")
    void aPortInUse() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerProcess program =
                        ServerProcess.run(Map.of("PORT", Integer.toString(taken.getLocalPort())), "serve")) {
            assertThat(program.exit()).isEqualTo(1);
            assertThat(program.output())
                    .filteredOn(line -> line.contains("cannot start"))
                    .containsExactly("cannot start: port " + taken.getLocalPort() + " of 127.0.0.1 is in use: stop what"
                            + " listens there, or set server.port to another one (0 for any that is free)");
            assertThat(program.output()).noneMatch(line -> line.startsWith("\tat "));
        }
    }

    @Test
    @DisplayName("CF03: a certificate that is none is told")
    void aBadCertificate() throws IOException {
        Path junk = Files.writeString(directory.resolve("cert.pem"), "no certificate");
        try (ServerProcess program = ServerProcess.run(
                Map.of(), "serve", "--server.port=0", "--server.tls.cert=" + junk, "--server.tls.key=" + junk)) {
            assertThat(program.exit()).isEqualTo(1);
            assertThat(program.output())
                    .anyMatch(line -> line.contains("need a PEM certificate"))
                    .noneMatch(line -> line.startsWith("\tat "));
        }
    }
}
