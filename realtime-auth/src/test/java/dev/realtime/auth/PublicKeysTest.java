package dev.realtime.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicKeysTest {
    private static final String RSA_JWK = TestKeys.jwk(TestKeys.RSA.getPublic(), "");

    /** Self-signed, P-256. */
    private static final String CERTIFICATE =
            """
            -----BEGIN CERTIFICATE-----
            MIIBdjCCARugAwIBAgIUeWyCUJOXb0knEUOjWmTKcSwF4Z4wCgYIKoZIzj0EAwIw
            DzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMjAyMTM0NThaGA8yMTI2MTAyNzIxMzQ1
            OFowDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABCsw
            8/6W/C0AMg6nbn6Brtjf0nRDTo+WjYh6ENfoZxrQaGZWjrl6iHKTsQSv3YKoR0Pa
            x0WGbNw+DchJyW/WUsmjUzBRMB0GA1UdDgQWBBSLNx2wkw1KyhxwtjRaVBk4MqGU
            BjAfBgNVHSMEGDAWgBSLNx2wkw1KyhxwtjRaVBk4MqGUBjAPBgNVHRMBAf8EBTAD
            AQH/MAoGCCqGSM49BAMCA0kAMEYCIQDcWwUkKU+OqIY55I4VDOIkepQdYf92w6dS
            eaW1Gg/1DgIhAI7Z5dR94/JP5lyzJmB5dNVw1AfSduLJZDedf6Ehs5h7
            -----END CERTIFICATE-----
            """;

    @Nested
    @DisplayName("from the configuration")
    class Configured {

        @Test
        void readsEveryPemBlock() {
            String text = "# our keys\n" + TestKeys.pem(TestKeys.RSA.getPublic())
                    + TestKeys.pem(TestKeys.EC.getPublic()) + TestKeys.pem(TestKeys.ED.getPublic());

            assertThat(PublicKeys.read(text))
                    .extracting(VerificationKey::algorithm)
                    .containsExactly(Algorithm.RS256, Algorithm.ES256, Algorithm.EDDSA);
        }

        @Test
        void readsACertificate() {
            assertThat(PublicKeys.read(CERTIFICATE))
                    .extracting(VerificationKey::algorithm)
                    .containsExactly(Algorithm.ES256);
        }

        @Test
        void readsAJwkAndASet() {
            assertThat(PublicKeys.read(" \n" + RSA_JWK)).hasSize(1);
            assertThat(PublicKeys.read(TestKeys.jwkSet(RSA_JWK, TestKeys.jwk(TestKeys.ED.getPublic(), ""))))
                    .hasSize(2);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "not a key",
                    "{}",
                    "{\"keys\":[]}",
                    "{\"keys\":1}",
                    "{\"kty\":\"RSA\"}",
                    "{\"kty\":\"XYZ\"}",
                    "{\"kty\":\"oct\",\"k\":\"AAAA\"}",
                    "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"AAAA\"}",
                    "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AAAA\"}",
                    "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
                    "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
                    "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
                    "{\"kty\":\"RSA\",\"kty\":\"RSA\"}"
                })
        void tellsAMistake(String text) {
            assertThatIllegalArgumentException().isThrownBy(() -> PublicKeys.read(text));
        }

        @Test
        void refusesWeakKeysAndOtherCurves() {
            String small = TestKeys.pem(TestKeys.pair("RSA", 1024).getPublic());
            String otherCurve = TestKeys.pem(TestKeys.ec("secp384r1").getPublic());
            String ed448 = TestKeys.pem(TestKeys.pair("Ed448", 0).getPublic());

            for (String text : List.of(small, otherCurve, ed448)) {
                assertThatIllegalArgumentException().isThrownBy(() -> PublicKeys.read(text));
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    ",\"use\":\"enc\"",
                    ",\"key_ops\":[\"encrypt\"]",
                    ",\"alg\":\"RS512\"",
                    ",\"alg\":\"ES256\"",
                    ",\"alg\":\"HS256\""
                })
        void refusesKeysForSomethingElse(String members) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PublicKeys.read(TestKeys.jwk(TestKeys.RSA.getPublic(), members)));
        }

        @Test
        void refusesAPrivateKey() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PublicKeys.read("{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" + "A".repeat(43)
                            + "\",\"d\":\"" + "A".repeat(43) + "\"}"))
                    .withMessageContaining("private");
        }
    }

    @Nested
    @DisplayName("from an identity provider")
    class Published {

        @Test
        void passesOverKeysThatAreNoneOfOurBusiness() {
            String set = TestKeys.jwkSet(
                    "{\"kty\":\"FUTURE\"}",
                    "1",
                    "{\"kty\":\"oct\",\"k\":\"AAAA\"}",
                    TestKeys.jwk(TestKeys.RSA.getPublic(), ",\"use\":\"enc\""),
                    TestKeys.jwk(TestKeys.RSA.getPublic(), ",\"kid\":1"),
                    TestKeys.jwk(TestKeys.EC.getPublic(), ",\"kid\":\"good\""));

            assertThat(PublicKeys.usable(object(set)))
                    .extracting(VerificationKey::algorithm)
                    .containsExactly(Algorithm.ES256);
        }

        @Test
        void takesNoMoreThanASetCanSensiblyHold() {
            String[] many = new String[40];
            Arrays.fill(many, RSA_JWK);

            assertThat(PublicKeys.usable(object(TestKeys.jwkSet(many)))).hasSize(32);
        }

        private Map<String, Object> object(String json) {
            return Json.object(json).orElseThrow();
        }
    }
}
