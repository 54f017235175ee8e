package dev.realtime.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime.auth.RemoteKeys.KeysUnavailableException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Remote keys, cached for 5 minutes and kept over an outage of 4 hours")
class RemoteKeysTest {
    // One second before the clock wraps: every test also proves that only differences count.
    private static final long START = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();

    private static final Logger LOG = Logger.getLogger(RemoteKeys.class.getName());

    private final HeldFetch provider = new HeldFetch();
    private final Jwks jwks = Jwks.at(URI.create("https://id.example.com/jwks"));
    private final RemoteKeys keys =
            new RemoteKeys(jwks, EnumSet.of(Algorithm.ES256, Algorithm.EDDSA), provider, this::nanos);
    private long elapsedNanos;

    @BeforeAll
    static void keepTheBuildsLogQuiet() {
        LOG.setUseParentHandlers(false);
    }

    @Nested
    @DisplayName("given nothing yet")
    class Cold {

        @Test
        void everybodyWaitsForOneRequest() {
            List<CompletableFuture<List<VerificationKey>>> waiting = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                waiting.add(ask("new"));
            }

            assertThat(provider.asked).isEqualTo(1);
            assertThat(waiting).noneMatch(CompletableFuture::isDone);

            provider.answer(setOf("new"));

            assertThat(waiting).allMatch(answer -> answer.join().size() == 1);
        }

        @Test
        void nobodyCanTellWhileTheProviderIsDown() {
            CompletableFuture<List<VerificationKey>> first = ask("a");

            provider.fail();

            assertUnavailable(first);
            assertUnavailable(ask("a"));
            assertThat(provider.asked).isEqualTo(1);
        }

        @Test
        void asksAgainHalfAMinuteLater() {
            ask("a");
            provider.fail();
            pass(Duration.ofSeconds(30));

            CompletableFuture<List<VerificationKey>> second = ask("a");
            provider.answer(setOf("a"));

            assertThat(second.join()).hasSize(1);
        }

        @ParameterizedTest
        @DisplayName("AU21: takes nothing that is not a key set")
        @ValueSource(
                strings = {
                    "",
                    "<html>",
                    "[]",
                    "{}",
                    "{\"keys\":[]}",
                    "{\"keys\":{}}",
                    "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}"
                })
        void takesNothingElse(String body) {
            CompletableFuture<List<VerificationKey>> answer = ask("a");

            provider.answer(body);

            assertUnavailable(answer);
        }

        @Test
        void takesKeysOfAllowedAlgorithmsOnly() {
            CompletableFuture<Void> ready = keys.prefetch().toCompletableFuture();

            provider.answer(TestKeys.jwkSet(TestKeys.jwk(TestKeys.RSA.getPublic(), "")));

            assertThat(ready).isCompletedExceptionally();
        }

        @Test
        void aProviderThatThrowsIsOneThatIsDown() {
            RemoteKeys broken = new RemoteKeys(jwks, EnumSet.of(Algorithm.ES256), new ThrowingFetch(), () -> START);

            assertUnavailable(
                    broken.candidates(Algorithm.ES256, Optional.empty()).toCompletableFuture());
        }
    }

    @Nested
    @DisplayName("given the key \"a\"")
    class Warm {

        @BeforeEach
        void fetchOnce() {
            CompletableFuture<Void> ready = keys.prefetch().toCompletableFuture();
            provider.answer(setOf("a"));
            assertThat(ready).isCompleted();
        }

        @Test
        void answersAtOnce() {
            assertThat(ask("a").join()).hasSize(1);
            assertThat(keys.candidates(Algorithm.ES256, Optional.empty())
                            .toCompletableFuture()
                            .join())
                    .hasSize(1);
            assertThat(provider.asked).isEqualTo(1);
        }

        @Test
        @DisplayName("AU20: 200 unknown key ids in a second cost no request, and one half a minute later costs one")
        void unknownKeyIdsCostAtMostOneRequestEachHalfMinute() {
            for (int i = 0; i < 200; i++) {
                assertThat(ask("random" + i).join()).isEmpty();
            }
            assertThat(provider.asked).isEqualTo(1);

            pass(Duration.ofSeconds(30));
            List<CompletableFuture<List<VerificationKey>>> waiting = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                waiting.add(ask("random" + i));
            }

            assertThat(provider.asked).isEqualTo(2);
            assertThat(ask("a").join()).hasSize(1);

            provider.answer(setOf("a"));

            assertThat(waiting).allMatch(answer -> answer.join().isEmpty());
            assertThat(ask("random").join()).isEmpty();
            assertThat(provider.asked).isEqualTo(2);
        }

        @Test
        @DisplayName("AU22: a new key is found by one forced request")
        void aNewKeyIsFoundByOneRequest() {
            pass(Duration.ofSeconds(30));

            CompletableFuture<List<VerificationKey>> answer = ask("b");
            provider.answer(setOf("a", "b"));

            assertThat(answer.join()).hasSize(1);
            assertThat(ask("b").join()).hasSize(1);
            assertThat(provider.asked).isEqualTo(2);
        }

        @Test
        @DisplayName("AU22: a withdrawn key fails when its time in the cache is over")
        void aWithdrawnKeyFailsAfterItsTime() {
            pass(Duration.ofMinutes(5));

            CompletableFuture<List<VerificationKey>> answer = ask("a");
            provider.answer(setOf("b"));

            assertThat(answer.join()).isEmpty();
        }

        @Test
        void asksOnTheSideBeforeTheTimeIsOver() {
            pass(Duration.ofMinutes(4));

            assertThat(ask("a").join()).hasSize(1);
            assertThat(provider.asked).isEqualTo(2);

            provider.answer(setOf("a", "b"));
            pass(Duration.ofMinutes(4).minusNanos(1));

            assertThat(ask("b").join()).hasSize(1);
            assertThat(provider.asked).isEqualTo(2);
        }

        @Test
        @DisplayName("AU21: the last good keys count through an outage, without a request for each connection")
        void theLastGoodKeysCountThroughAnOutage() {
            pass(Duration.ofHours(1));
            CompletableFuture<List<VerificationKey>> first = ask("a");
            provider.fail();

            assertThat(first.join()).hasSize(1);
            for (int i = 0; i < 100; i++) {
                assertThat(ask("a").join()).hasSize(1);
            }
            assertThat(provider.asked).isEqualTo(2);
        }

        @Test
        @DisplayName("AU21: after the longest outage nobody can tell any more")
        void anOutageEnds() {
            pass(Duration.ofHours(4).plusMinutes(5));
            CompletableFuture<List<VerificationKey>> late = ask("a");

            provider.fail();

            assertUnavailable(late);
        }

        @Test
        @DisplayName("AU21: during an outage an unknown key id may be a new one: nobody can tell")
        void anUnknownKeyMayBeANewOneDuringAnOutage() {
            pass(Duration.ofHours(1));
            CompletableFuture<List<VerificationKey>> first = ask("b");

            provider.fail();

            assertUnavailable(first);
            assertUnavailable(ask("b"));

            pass(Duration.ofSeconds(30));
            CompletableFuture<List<VerificationKey>> second = ask("b");
            provider.answer(setOf("b"));

            assertThat(second.join()).hasSize(1);
        }

        @Test
        void aBadAnswerLeavesTheGoodKeys() {
            pass(Duration.ofMinutes(5));
            CompletableFuture<List<VerificationKey>> answer = ask("a");

            provider.answer("<html>");

            assertThat(answer.join()).hasSize(1);
        }
    }

    @Test
    void closesItsSource() {
        keys.close();

        assertThat(provider.closed).isTrue();
    }

    private CompletableFuture<List<VerificationKey>> ask(String keyId) {
        return keys.candidates(Algorithm.ES256, Optional.of(keyId)).toCompletableFuture();
    }

    private long nanos() {
        return START + elapsedNanos;
    }

    private void pass(Duration time) {
        elapsedNanos += time.toNanos();
    }

    private static void assertUnavailable(CompletableFuture<?> answer) {
        assertThat(answer).isDone();
        assertThatThrownBy(answer::join).hasCauseInstanceOf(KeysUnavailableException.class);
    }

    private static String setOf(String... keyIds) {
        String[] jwks = new String[keyIds.length];
        for (int i = 0; i < keyIds.length; i++) {
            jwks[i] = TestKeys.jwk(TestKeys.EC.getPublic(), ",\"kid\":\"" + keyIds[i] + "\"");
        }
        return TestKeys.jwkSet(jwks);
    }

    private static final class ThrowingFetch implements KeyFetch {
        @Override
        public CompletableFuture<byte[]> fetch() {
            throw new IllegalStateException("refused");
        }

        @Override
        public void close() {}
    }
}
