package dev.realtime.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.spi.Authenticator.Outcome;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What logs and texts say, and what they do not. */
class SilenceTest {
    private final Logger logger = Logger.getLogger(RemoteKeys.class.getName());
    private final Lines lines = new Lines();

    @BeforeEach
    void listen() {
        logger.addHandler(lines);
        logger.setLevel(Level.ALL);
        logger.setUseParentHandlers(false);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(lines);
        logger.setUseParentHandlers(true);
    }

    @Test
    @DisplayName("AU24: no text shows a token, a secret or what a provider answered")
    void noTextShowsASecret() {
        String secret = new String(TestKeys.SECRET, StandardCharsets.UTF_8);
        JwtAuthenticator jwt = JwtAuth.hmac(secret);
        String token = Forge.token("{\"alg\":\"HS256\"}", "{\"sub\":\"a b\"}").hs256(TestKeys.SECRET);

        Outcome outcome = Verdicts.of(jwt, token);

        assertThat(outcome.toString()).doesNotContain(token).contains("bad_user");
        for (Object object :
                List.of(jwt, Tokens.hmac(secret), VerificationKey.secret(Optional.empty(), TestKeys.SECRET))) {
            assertThat(object.toString()).doesNotContain(secret);
        }
        assertThat(lines.seen).isEmpty();
    }

    @Test
    @DisplayName("AU24: a failed fetch is one line with the host alone")
    void aFailedFetchIsOneLine() {
        HeldFetch provider = new HeldFetch();
        Jwks jwks = Jwks.at(URI.create("https://id.example.com/jwks?apikey=s3cr3t"));
        RemoteKeys keys = new RemoteKeys(jwks, EnumSet.of(Algorithm.ES256), provider, () -> 0);

        CompletableFuture<?> answer =
                keys.candidates(Algorithm.ES256, Optional.of("k\r\nfake line")).toCompletableFuture();
        provider.fail();

        assertThat(answer).isCompletedExceptionally();
        assertThat(lines.seen).containsExactly("no keys from id.example.com: HTTP status 500");
    }

    private static final class Lines extends Handler {
        final List<String> seen = new ArrayList<>();

        @Override
        public void publish(LogRecord line) {
            seen.add(new SimpleFormatter().formatMessage(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
