package dev.realtime.auth;

import static dev.realtime.auth.Verdicts.accepted;
import static dev.realtime.auth.Verdicts.assertRejected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.realtime.core.UserId;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class SignatureTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
    private static final String CLAIMS = "{\"sub\":\"42\",\"exp\":1700003600}";

    @Nested
    @DisplayName("given a key of each kind")
    class Kinds {

        @Test
        void takesAnHmacOfTheSecret() {
            assertTaken(with().hmac(TestKeys.SECRET), header("HS256").hs256(TestKeys.SECRET));
        }

        @Test
        void takesAnRsaSignature() {
            assertTaken(pem(TestKeys.RSA.getPublic()), header("RS256").rs256(TestKeys.RSA.getPrivate()));
        }

        @Test
        void takesAnEcdsaSignature() {
            assertTaken(pem(TestKeys.EC.getPublic()), header("ES256").es256(TestKeys.EC.getPrivate()));
        }

        @ParameterizedTest
        @ValueSource(strings = {"EdDSA", "Ed25519"})
        void takesAnEd25519SignatureUnderBothNames(String name) {
            assertTaken(pem(TestKeys.ED.getPublic()), header(name).ed25519(TestKeys.ED.getPrivate()));
        }

        @Test
        void takesTheKeysOfAJwkSet() {
            String set = TestKeys.jwkSet(
                    TestKeys.jwk(TestKeys.RSA.getPublic(), ",\"kid\":\"r\",\"alg\":\"RS256\",\"use\":\"sig\""),
                    TestKeys.jwk(TestKeys.EC.getPublic(), ",\"kid\":\"e\",\"key_ops\":[\"verify\"]"),
                    TestKeys.jwk(TestKeys.ED.getPublic(), ",\"kid\":\"d\",\"alg\":\"EdDSA\""));

            JwtAuth.Builder builder = with().publicKeys(set);

            assertTaken(
                    builder,
                    Forge.token("{\"alg\":\"RS256\",\"kid\":\"r\"}", CLAIMS).rs256(TestKeys.RSA.getPrivate()));
            assertTaken(
                    builder,
                    Forge.token("{\"alg\":\"ES256\",\"kid\":\"e\"}", CLAIMS).es256(TestKeys.EC.getPrivate()));
            assertTaken(
                    builder,
                    Forge.token("{\"alg\":\"EdDSA\",\"kid\":\"d\"}", CLAIMS).ed25519(TestKeys.ED.getPrivate()));
            assertTaken(builder, header("EdDSA").ed25519(TestKeys.ED.getPrivate()));
        }

        @Test
        void takesASecondSecretWhileTheFirstIsChanged() {
            byte[] old = "old-W8kQzR5vXn1JtYb3LmPc7GhDs0FuEa".getBytes(StandardCharsets.UTF_8);
            JwtAuth.Builder builder = with().hmac("new", TestKeys.SECRET).hmac("old", old);

            assertTaken(builder, header("HS256").hs256(old));
            assertTaken(
                    builder,
                    Forge.token("{\"alg\":\"HS256\",\"kid\":\"old\"}", CLAIMS).hs256(old));
            assertRejected(
                    builder.build(),
                    Forge.token("{\"alg\":\"HS256\",\"kid\":\"new\"}", CLAIMS).hs256(old),
                    "bad_signature");
        }

        @Test
        void refusesWhatAnotherKeySigned() {
            assertRejected(
                    pem(TestKeys.RSA.getPublic()).build(),
                    header("RS256").rs256(TestKeys.OTHER_RSA.getPrivate()),
                    "bad_signature");
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1, 63, 64, 65, 256, 4000})
        void refusesSignaturesOfAnyLength(int length) {
            for (JwtAuth.Builder builder : List.of(
                    pem(TestKeys.RSA.getPublic()), pem(TestKeys.EC.getPublic()), pem(TestKeys.ED.getPublic()))) {
                for (String algorithm : List.of("RS256", "ES256", "EdDSA")) {
                    String token = header(algorithm).signed(new byte[length]);

                    assertThat(Verdicts.of(builder.build(), token).toString()).contains("Rejected");
                }
            }
        }

        @Test
        void refusesATokenOfWhichOneCharacterWasChanged() {
            String token = header("HS256").hs256(TestKeys.SECRET);
            JwtAuthenticator jwt = with().hmac(TestKeys.SECRET).build();
            for (int i = 0; i < token.length(); i++) {
                char other = token.charAt(i) == 'A' ? 'B' : 'A';
                String changed = token.substring(0, i) + other + token.substring(i + 1);

                assertThat(Verdicts.of(jwt, changed).toString()).as("at %d", i).contains("Rejected");
            }
        }
    }

    @Nested
    @DisplayName("given an attack on the algorithm")
    class AlgorithmAttacks {

        @ParameterizedTest
        @DisplayName("AU01: refuses alg")
        @ValueSource(
                strings = {"none", "None", "nOnE", "NONE", "", "hs256", "HS384", "RS256", "HS256 ", "PBES2-HS256+A128KW"
                })
        void refusesOtherAlgorithms(String name) {
            JwtAuthenticator jwt = with().hmac(TestKeys.SECRET).build();

            assertRejected(jwt, header(name).unsigned(), "algorithm_not_allowed");
            assertRejected(jwt, header(name).hs256(TestKeys.SECRET), "algorithm_not_allowed");
        }

        @ParameterizedTest
        @DisplayName("AU01: refuses a header with")
        @ValueSource(strings = {"{}", "{\"alg\":null}", "{\"alg\":[\"HS256\"]}", "{\"alg\":1}", "{\"ALG\":\"HS256\"}"})
        void refusesAHeaderWithoutAlgorithm(String header) {
            assertRejected(
                    with().hmac(TestKeys.SECRET).build(),
                    Forge.token(header, CLAIMS).hs256(TestKeys.SECRET),
                    "algorithm_not_allowed");
        }

        @Test
        @DisplayName("AU01: refuses a good token without its signature")
        void refusesATokenWithoutItsSignature() {
            JwtAuthenticator jwt = with().hmac(TestKeys.SECRET).build();
            String token = header("HS256").hs256(TestKeys.SECRET);

            assertRejected(jwt, token.substring(0, token.lastIndexOf('.') + 1), "bad_signature");
            assertRejected(jwt, token.substring(0, token.lastIndexOf('.')), "not_signed");
        }

        @Test
        @DisplayName("AU02: a public key is no secret")
        void aPublicKeyIsNoSecret() {
            byte[] pem = TestKeys.pem(TestKeys.RSA.getPublic()).getBytes(StandardCharsets.UTF_8);
            byte[] der = TestKeys.RSA.getPublic().getEncoded();
            JwtAuthenticator rsaOnly = pem(TestKeys.RSA.getPublic()).build();
            JwtAuthenticator both =
                    pem(TestKeys.RSA.getPublic()).hmac(TestKeys.SECRET).build();

            assertRejected(rsaOnly, header("HS256").hs256(pem), "algorithm_not_allowed");
            assertRejected(both, header("HS256").hs256(pem), "bad_signature");
            assertRejected(both, header("HS256").hs256(der), "bad_signature");
        }

        @Test
        @DisplayName("AU02: nor can one be configured as a secret by mistake")
        void aPublicKeyCannotBeConfiguredAsASecret() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> JwtAuth.hmac(TestKeys.pem(TestKeys.RSA.getPublic())))
                    .withMessageContaining("PEM");
        }

        @Test
        void aKeyWorksForItsOwnAlgorithmOnly() {
            JwtAuthenticator jwt = pem(TestKeys.RSA.getPublic())
                    .publicKeys(TestKeys.pem(TestKeys.EC.getPublic()))
                    .build();

            assertRejected(jwt, header("ES256").rs256(TestKeys.RSA.getPrivate()), "bad_signature");
            assertRejected(jwt, header("RS256").es256(TestKeys.EC.getPrivate()), "bad_signature");
        }

        @Test
        void aKeyOfThatNameButAnotherAlgorithmIsUnknown() {
            JwtAuthenticator jwt = with().publicKeys(TestKeys.jwkSet(
                            TestKeys.jwk(TestKeys.RSA.getPublic(), ",\"kid\":\"a\""),
                            TestKeys.jwk(TestKeys.EC.getPublic(), ",\"kid\":\"b\"")))
                    .build();
            String token =
                    Forge.token("{\"alg\":\"ES256\",\"kid\":\"a\"}", CLAIMS).es256(TestKeys.EC.getPrivate());

            assertRejected(jwt, token, "unknown_key");
        }

        @Test
        void theListOfAlgorithmsNarrowsWhatKeysAllow() {
            JwtAuthenticator jwt = pem(TestKeys.RSA.getPublic())
                    .hmac(TestKeys.SECRET)
                    .algorithms(EnumSet.of(Algorithm.RS256))
                    .build();

            assertRejected(jwt, header("HS256").hs256(TestKeys.SECRET), "algorithm_not_allowed");
        }
    }

    @Nested
    @DisplayName("given an attack in the header")
    class HeaderAttacks {
        private final JwtAuthenticator jwt = with().hmac("k1", TestKeys.SECRET).build();

        @ParameterizedTest
        @DisplayName("AU03: a kid is compared and nothing else")
        @ValueSource(strings = {"../../dev/null", "x' OR '1'='1", "k1\\u0000", "K1", ""})
        void aKidIsOnlyCompared(String kid) {
            String header = "{\"alg\":\"HS256\",\"kid\":\"" + kid + "\"}";

            assertRejected(jwt, Forge.token(header, CLAIMS).hs256(new byte[] {0}), "unknown_key");
            assertRejected(jwt, Forge.token(header, CLAIMS).hs256(TestKeys.SECRET), "unknown_key");
        }

        @Test
        @DisplayName("AU03: a kid of 5 kB, or one that is no text, is refused")
        void aLongKidIsRefused() {
            String longKid = "{\"alg\":\"HS256\",\"kid\":\"" + "k".repeat(5_000) + "\"}";

            assertRejected(jwt, Forge.token(longKid, CLAIMS).hs256(TestKeys.SECRET), "bad_header");
            assertRejected(
                    jwt, Forge.token("{\"alg\":\"HS256\",\"kid\":1}", CLAIMS).hs256(TestKeys.SECRET), "bad_header");
        }

        @Test
        @DisplayName("AU05: a key that comes in the token is refused")
        void aKeyInTheTokenIsRefused() {
            JwtAuthenticator rsa = pem(TestKeys.RSA.getPublic()).build();
            String jwk = TestKeys.jwk(TestKeys.OTHER_RSA.getPublic(), "");

            String token = Forge.token("{\"alg\":\"RS256\",\"jwk\":" + jwk + "}", CLAIMS)
                    .rs256(TestKeys.OTHER_RSA.getPrivate());

            assertRejected(rsa, token, "bad_header");
        }

        @ParameterizedTest
        @DisplayName("AU06: refuses")
        @ValueSource(
                strings = {
                    "\"crit\":[\"x\"],\"x\":1",
                    "\"crit\":[]",
                    "\"b64\":false,\"crit\":[\"b64\"]",
                    "\"b64\":false",
                    "\"b64\":true"
                })
        void refusesExtensionsThatChangeTheReading(String members) {
            String header = "{\"alg\":\"HS256\"," + members + "}";

            assertRejected(jwt, Forge.token(header, CLAIMS).hs256(TestKeys.SECRET), "bad_header");
        }

        @Test
        @DisplayName("AU07: an encrypted token is refused before any work")
        void anEncryptedTokenIsRefused() {
            String header = Forge.encode(
                    "{\"alg\":\"PBES2-HS256+A128KW\",\"enc\":\"A128CBC-HS256\",\"p2c\":2000000000,\"p2s\":\"AAAA\"}");

            assertRejected(jwt, header + ".AAAA.AAAA.AAAA.AAAA", "not_signed");
            assertRejected(jwt, header + ".AAAA.AAAA", "algorithm_not_allowed");
        }

        @Test
        @DisplayName("AU08: a header or claims nested 10,000 deep are refused")
        void deepNestingIsRefused() {
            String deep = "{\"a\":" + "[".repeat(2_900) + "]".repeat(2_900) + "}";
            String deepest = "{\"a\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}";

            assertRejected(jwt, Forge.token(deep, CLAIMS).hs256(TestKeys.SECRET), "bad_header");
            assertRejected(jwt, Forge.token("{\"alg\":\"HS256\"}", deep).hs256(TestKeys.SECRET), "bad_claims");
            assertRejected(jwt, Forge.token(deepest, "{}").hs256(TestKeys.SECRET), "too_long");
        }

        @ParameterizedTest
        @DisplayName("AU09: refuses by length alone, at")
        @ValueSource(ints = {8_193, 16_384, 1_048_576})
        void refusesALongToken(int length) {
            assertRejected(jwt, "a".repeat(length), "too_long");
        }

        @ParameterizedTest
        @DisplayName("AU12: refuses tokens of another kind")
        @ValueSource(strings = {"logout+jwt", "dpop+jwt", "JOSE", "secevent+jwt", "", "application/", "jwt "})
        void refusesOtherTypes(String type) {
            assertRejected(jwt, typed("\"" + type + "\""), "type_not_allowed");
        }

        @Test
        @DisplayName("AU12: refuses a type that is no text")
        void refusesATypeThatIsNoText() {
            assertRejected(jwt, typed("null"), "type_not_allowed");
            assertRejected(jwt, typed("[\"JWT\"]"), "type_not_allowed");
        }

        @ParameterizedTest
        @ValueSource(strings = {"JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt"})
        void takesAccessTokens(String type) {
            assertThat(accepted(jwt, typed("\"" + type + "\"")).user()).isEqualTo(UserId.of("42"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    ".",
                    "..",
                    "...",
                    "a",
                    "a.b",
                    "a.b.c",
                    "!.!.!",
                    "e30.e30.e30",
                    "e30=.e30.e30",
                    " e30.e30.e30"
                })
        void refusesWhatIsNoToken(String text) {
            assertThat(Verdicts.of(jwt, text).toString()).contains("Rejected");
        }

        @Test
        void refusesASecondSpellingOfTheSameBytes() {
            String token = header("HS256").hs256(TestKeys.SECRET);
            // 32 bytes leave 2 bits of the last character unused; 'A' becomes 'B'
            char last = token.charAt(token.length() - 1);
            String respelled = token.substring(0, token.length() - 1) + (char) (last + 1);

            assertRejected(jwt, respelled, "not_signed");
            assertRejected(jwt, token + "=", "not_signed");
        }

        private String typed(String json) {
            return Forge.token("{\"alg\":\"HS256\",\"typ\":" + json + "}", CLAIMS)
                    .hs256(TestKeys.SECRET);
        }
    }

    private static Forge header(String algorithm) {
        return Forge.token("{\"alg\":\"" + algorithm + "\"}", CLAIMS);
    }

    private static JwtAuth.Builder with() {
        return JwtAuth.builder().clock(InstantSource.fixed(NOW));
    }

    private static JwtAuth.Builder pem(PublicKey key) {
        return with().publicKeys(TestKeys.pem(key));
    }

    private static void assertTaken(JwtAuth.Builder builder, String token) {
        assertThat(accepted(builder.build(), token).user()).isEqualTo(UserId.of("42"));
    }
}
