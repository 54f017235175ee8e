package dev.realtime.auth;

import static dev.realtime.auth.Verdicts.accepted;
import static dev.realtime.auth.Verdicts.assertRejected;
import static dev.realtime.auth.Verdicts.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.realtime.core.UserId;
import dev.realtime.core.spi.Authenticator.Outcome;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("With a real provider on loopback")
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class JwksTest {
    private static final String CLAIMS = "{\"sub\":\"42\",\"exp\":1700003600}";
    private static final String SET = TestKeys.jwkSet(TestKeys.jwk(TestKeys.RSA.getPublic(), ",\"kid\":\"a\""));
    private static final String GOOD = token("a");

    private static final Logger LOG = Logger.getLogger(RemoteKeys.class.getName());

    private final AtomicLong nanos = new AtomicLong();
    private final Provider provider = new Provider(Provider.says(200, SET));
    private final List<JwtAuthenticator> open = new ArrayList<>();

    @BeforeAll
    static void keepTheBuildsLogQuiet() {
        LOG.setUseParentHandlers(false);
    }

    @AfterEach
    void close() {
        open.forEach(JwtAuthenticator::close);
        provider.close();
    }

    @Test
    void takesATokenOfThePublishedKey() {
        assertThat(accepted(jwt(jwks()), GOOD).user()).isEqualTo(UserId.of("42"));
        assertThat(provider.requests).hasValue(1);
    }

    @Test
    @DisplayName("AU20: 200 tokens with random key ids cost one request, the good ones go on")
    void randomKeyIdsCostOneRequest() {
        JwtAuthenticator jwt = jwt(jwks());
        soon(jwt.prefetch());
        pass(Duration.ofSeconds(30));

        List<CompletableFuture<Outcome>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            answers.add(jwt.authenticate(token("random" + i)).toCompletableFuture());
        }

        assertThat(answers).allMatch(answer -> soon(answer) instanceof Outcome.Rejected);
        assertThat(provider.requests).hasValue(2);
        assertThat(jwt.authenticate(GOOD).toCompletableFuture()).isCompleted();
    }

    @Test
    @DisplayName("AU22: the provider changes its key: the new one is found, the old one ends with the cache")
    void theProviderChangesItsKey() {
        JwtAuthenticator jwt = jwt(jwks());
        accepted(jwt, GOOD);
        provider.feels(
                Provider.says(200, TestKeys.jwkSet(TestKeys.jwk(TestKeys.OTHER_RSA.getPublic(), ",\"kid\":\"b\""))));
        String newToken =
                Forge.token("{\"alg\":\"RS256\",\"kid\":\"b\"}", CLAIMS).rs256(TestKeys.OTHER_RSA.getPrivate());

        assertRejected(jwt, newToken, "unknown_key");
        accepted(jwt, GOOD);
        pass(Duration.ofMinutes(5));

        assertThat(accepted(jwt, newToken).user()).isEqualTo(UserId.of("42"));
        assertRejected(jwt, GOOD, "unknown_key");
    }

    @ParameterizedTest
    @DisplayName("AU21: the provider is ill, the last good keys count:")
    @ValueSource(
            strings = {
                "is gone",
                "500",
                "sleeps",
                "stops in the middle",
                "floods",
                "redirects",
                "redirects to a file",
                "no json"
            })
    void theLastGoodKeysCount(String illness) {
        JwtAuthenticator jwt = jwt(jwks().within(Duration.ofMillis(300)));
        fetchAtLast(jwt);
        fallIll(illness);
        pass(Duration.ofHours(1));

        assertThat(accepted(jwt, GOOD).user()).isEqualTo(UserId.of("42"));
    }

    @ParameterizedTest
    @DisplayName("AU21: the provider is ill from the start, nobody can tell, and nobody waits long:")
    @ValueSource(
            strings = {
                "is gone",
                "500",
                "sleeps",
                "stops in the middle",
                "floods",
                "redirects",
                "redirects to a file",
                "no json"
            })
    void nobodyCanTell(String illness) {
        JwtAuthenticator jwt = jwt(jwks().within(Duration.ofMillis(300)));
        fallIll(illness);

        List<CompletableFuture<Outcome>> answers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            answers.add(jwt.authenticate(GOOD).toCompletableFuture());
        }

        assertThat(answers.get(0)).failsWithin(Duration.ofSeconds(5));
        assertThat(CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)))
                .failsWithin(Duration.ofSeconds(5));
        assertThat(answers).allMatch(CompletableFuture::isCompletedExceptionally);
        assertThat(provider.requests).hasValueLessThanOrEqualTo(1);
    }

    @Test
    @DisplayName("AU21: a good key set of more than 256 kB is none")
    void aLargeKeySetIsNone() {
        int room = Jwks.MAX_BYTES - SET.length();
        provider.feels(Provider.says(200, SET + " ".repeat(room + 1)));
        assertThat(jwt(jwks()).prefetch().toCompletableFuture()).failsWithin(Duration.ofSeconds(5));

        provider.feels(Provider.says(200, SET + " ".repeat(room)));
        assertThat(jwt(jwks()).prefetch().toCompletableFuture()).succeedsWithin(Duration.ofSeconds(5));
    }

    @Test
    @DisplayName("AU21: a redirect is not followed, not even to a good key set")
    void aRedirectIsNotFollowed() {
        try (Provider other = new Provider(Provider.says(200, SET))) {
            provider.feels(Provider.redirectsTo(other.uri().toString()));

            assertThat(jwt(jwks()).authenticate(GOOD).toCompletableFuture()).failsWithin(Duration.ofSeconds(5));

            assertThat(other.requests).hasValue(0);
        }
    }

    @Test
    @DisplayName("AU21: not one thread waits for a provider that sleeps, and one fetches")
    void noThreadWaitsForTheProvider() {
        provider.feels(Provider.sleeps());
        JwtAuthenticator jwt = jwt(jwks());
        for (int i = 0; i < 1_000; i++) {
            jwt.authenticate(token("k" + i));
        }

        Set<Thread> fetching = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("realtime-jwks"))
                .collect(Collectors.toSet());

        assertThat(fetching).hasSizeLessThanOrEqualTo(1).allMatch(Thread::isDaemon);
    }

    @Test
    @DisplayName("AU04: jku and x5u are never asked")
    void urlsInTheTokenAreNeverAsked() {
        try (Provider canary = new Provider(Provider.says(
                200, TestKeys.jwkSet(TestKeys.jwk(TestKeys.OTHER_RSA.getPublic(), ",\"kid\":\"evil\""))))) {
            JwtAuthenticator jwt = jwt(jwks());
            for (String member : List.of("jku", "x5u")) {
                String header = "{\"alg\":\"RS256\",\"kid\":\"evil\",\"" + member + "\":\"" + canary.uri() + "\"}";

                assertRejected(jwt, Forge.token(header, CLAIMS).rs256(TestKeys.OTHER_RSA.getPrivate()), "unknown_key");
            }

            assertThat(canary.requests).hasValue(0);
        }
    }

    @Test
    @DisplayName("AU02: a secret beside a key set answers for HS256 alone")
    void aSecretAnswersForItsOwnAlgorithm() {
        JwtAuthenticator jwt = keep(with(jwks()).hmac(TestKeys.SECRET).build());

        assertThat(accepted(jwt, Forge.token("{\"alg\":\"HS256\"}", CLAIMS).hs256(TestKeys.SECRET))
                        .user())
                .isEqualTo(UserId.of("42"));
        assertThat(provider.requests).hasValue(0);
        assertThat(accepted(jwt, GOOD).user()).isEqualTo(UserId.of("42"));
        assertRejected(
                jwt,
                Forge.token("{\"alg\":\"HS256\",\"kid\":\"a\"}", CLAIMS)
                        .hs256(TestKeys.RSA.getPublic().getEncoded()),
                "bad_signature");
    }

    @Test
    void fetchesOnTheExecutorItWasGiven() {
        ExecutorService executor = Executors.newSingleThreadExecutor(task -> new Thread(task, "given"));
        try {
            JwtAuthenticator jwt = keep(with(jwks()).executor(executor).build());

            String thread = soon(jwt.authenticate(GOOD)
                    .thenApplyAsync(outcome -> Thread.currentThread().getName(), executor));

            assertThat(thread).isEqualTo("given");
            assertThat(provider.requests).hasValue(1);
        } finally {
            executor.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://id.example.com/jwks",
                "ftp://id.example.com/jwks",
                "file:///etc/jwks",
                "/jwks",
                "https:jwks",
                "https://user@id.example.com/jwks",
                "http://localhost.evil.example/jwks"
            })
    void refusesAUrlThatAnybodyCouldAnswer(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> Jwks.at(URI.create(url)));
    }

    @Test
    void takesPlainHttpWhereItWasSaidToBeFine() {
        assertThat(Jwks.evenOverPlainHttp(URI.create("http://keycloak:8080/jwks"))
                        .cacheFor())
                .isEqualTo(Duration.ofMinutes(5));
        assertThat(Jwks.at(URI.create("http://[::1]:8080/jwks?key=secret"))).hasToString("Jwks[[::1]]");
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        Jwks jwks = jwks();

        assertThatIllegalArgumentException().isThrownBy(() -> jwks.cachedFor(Duration.ofSeconds(29)));
        assertThatIllegalArgumentException().isThrownBy(() -> jwks.within(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> jwks.survivingOutagesOf(Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with(jwks)
                        .publicKeys(TestKeys.pem(TestKeys.EC.getPublic()))
                        .build())
                .withMessageContaining("but got both");
    }

    private void fallIll(String illness) {
        switch (illness) {
            case "is gone" -> provider.close();
            case "500" -> provider.feels(Provider.says(500, SET));
            case "sleeps" -> provider.feels(Provider.sleeps());
            case "stops in the middle" -> provider.feels(Provider.stopsInTheMiddle());
            case "floods" -> provider.feels(Provider.floods(10_000_000));
            case "redirects" -> provider.feels(Provider.redirectsTo("http://169.254.169.254/latest/meta-data"));
            case "redirects to a file" -> provider.feels(Provider.redirectsTo("file:///etc/passwd"));
            default -> provider.feels(Provider.says(200, "<html>sorry</html>"));
        }
    }

    private Jwks jwks() {
        return Jwks.at(provider.uri());
    }

    private JwtAuth.Builder with(Jwks jwks) {
        return JwtAuth.builder()
                .jwks(jwks)
                .ticker(nanos::get)
                .clock(InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000)));
    }

    private JwtAuthenticator jwt(Jwks jwks) {
        return keep(with(jwks).build());
    }

    private JwtAuthenticator keep(JwtAuthenticator jwt) {
        open.add(jwt);
        return jwt;
    }

    /** On a busy machine a provider that is well may take longer than one that is ill is waited for. */
    private void fetchAtLast(JwtAuthenticator jwt) {
        for (int i = 0; i < 50 && !fetches(jwt); i++) {
            pass(Duration.ofHours(1));
        }
        accepted(jwt, GOOD);
    }

    private static boolean fetches(JwtAuthenticator jwt) {
        return soon(jwt.prefetch().handle((done, failure) -> failure == null));
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static String token(String keyId) {
        return Forge.token("{\"alg\":\"RS256\",\"kid\":\"" + keyId + "\"}", CLAIMS)
                .rs256(TestKeys.RSA.getPrivate());
    }
}
