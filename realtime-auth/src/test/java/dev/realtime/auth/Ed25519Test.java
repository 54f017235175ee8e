package dev.realtime.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.interfaces.EdECPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Ed25519Test {

    @Test
    @DisplayName("takes the example of RFC 8037, appendix A")
    void takesTheExampleOfItsSpecification() {
        String signed = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
        byte[] key = decoded("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
        byte[] signature =
                decoded("hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");
        Ed25519 check = new Ed25519((EdECPublicKey) Ed25519.decode(key));

        assertThat(check.holds(signed.getBytes(StandardCharsets.US_ASCII), signature))
                .isTrue();
        assertThat(check.holds((signed + "x").getBytes(StandardCharsets.US_ASCII), signature))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void decodesKeysOfBothSigns(boolean isXOdd) {
        PublicKey key = Stream.generate(() -> TestKeys.pair("Ed25519", 0))
                .limit(100)
                .map(KeyPair::getPublic)
                .filter(candidate -> ((EdECPublicKey) candidate).getPoint().isXOdd() == isXOdd)
                .findFirst()
                .orElseThrow();
        byte[] der = key.getEncoded();

        assertThat(Ed25519.decode(Arrays.copyOfRange(der, der.length - 32, der.length)))
                .isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 31, 33})
    void refusesKeysOfAnotherLength(int length) {
        assertThatIllegalArgumentException().isThrownBy(() -> Ed25519.decode(new byte[length]));
    }

    private static byte[] decoded(String base64Url) {
        return Base64.getUrlDecoder().decode(base64Url);
    }
}
