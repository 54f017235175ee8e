package dev.realtime.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.auth.JwtAuthenticator;
import dev.realtime.core.Identity;
import dev.realtime.core.UserId;
import dev.realtime.core.spi.Authenticator.Outcome;
import dev.realtime.server.config.ConfigSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenCommandTest {

    private static final String SECRET = "vY3xk8Qm2Lr7Tn5Wz9Bc4Hd6Jf1Gp0Se";

    @TempDir
    private Path directory;

    @Test
    void aTokenForATenantLandsInNoOtherTenant() throws IOException {
        Path file = config("tenant-claim: org");

        Ran made = create(file, "--tenant", "acme");

        assertThat(identity(file, made.out()).user()).isEqualTo(new UserId("acme", "ann"));
    }

    @Test
    void aTokenHoldsTheClaimsThatTheConfigurationReads() throws IOException {
        Path file = config("issuer: id, audience: rt, user-claims: [email, sub], role-claims: [/realm/roles, role]");

        Ran made = create(file, "--tenant", "acme", "--role", "ops", "--role", "dev");

        assertThat(identity(file, made.out()).user()).isEqualTo(new UserId("acme", "ann"));
        assertThat(identity(file, made.out()).roles()).containsExactlyInAnyOrder("ops", "dev");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tenant-claim: sub", "tenant-claim: iss, issuer: acme", "tenant-claim: jti"})
    void refusesToMakeATokenThatWouldBeReadAsSomebodyElses(String claims) throws IOException {
        Path file = config(claims);

        assertThat(create(file).code()).isEqualTo(ExitCode.BAD_CONFIGURATION);
        assertThat(create(file, "--tenant", "acme").code()).isEqualTo(ExitCode.BAD_CONFIGURATION);
        assertThat(create(file, "--channel", "chat").code()).isEqualTo(ExitCode.BAD_CONFIGURATION);
        assertThat(create(file).err()).startsWith("auth.jwt: ").doesNotContain("Exception");
    }

    @Test
    void refusesRolesWhereNoClaimIsReadForThem() throws IOException {
        Path file = config("role-claims: []");

        assertThat(create(file).code()).isEqualTo(ExitCode.OK);
        assertThat(create(file, "--role", "ops").code()).isEqualTo(ExitCode.BAD_CONFIGURATION);
    }

    @Test
    void aTokenHasToLiveForAWhile() throws IOException {
        Ran refused = create(config("tenant-claim: org"), "--ttl", "0s");

        assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
        assertThat(refused.err()).startsWith("--ttl: ");
    }

    private Path config(String claims) throws IOException {
        return Files.writeString(
                directory.resolve("realtime.yaml"), "auth:\n  jwt: { secret: " + SECRET + ", " + claims + " }\n");
    }

    private static Ran create(Path file, String... more) {
        Stream<String> usual = Stream.of("token", "create", "-u", "ann", "--config", file.toString());
        return Ran.command(Stream.concat(usual, Arrays.stream(more)).toArray(String[]::new));
    }

    private static Identity identity(Path file, String token) {
        try (JwtAuthenticator judge = new ConfigSources(Optional.of(file), Map.of(), Map.of())
                .load()
                .auth()
                .jwt()
                .authenticator()
                .orElseThrow()) {
            Outcome outcome = judge.authenticate(token).toCompletableFuture().join();
            return ((Outcome.Accepted) outcome).identity();
        }
    }
}
