package dev.realtime.kv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SecretboxTest {

    // "Cryptography in NaCl", section 9.
    private static final byte[] KEY = hex("1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389");
    private static final byte[] NONCE = hex("69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37");
    private static final byte[] MESSAGE = hex("be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffc"
            + "e5ecbaaf33bd751a1ac728d45e6c61296cdc3c01233561f41db66cce314adb31"
            + "0e3be8250c46f06dceea3a7fa1348057e2f6556ad6b1318a024a838f21af1fde"
            + "048977eb48f59ffd4924ca1c60902e52f0a089bc76897040e082f93776384864"
            + "5e0705");
    private static final byte[] BOX = hex("f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce"
            + "48332ea7164d96a4476fb8c531a1186ac0dfc17c98dce87b4da7f011ec48c972"
            + "71d2c20f9b928fe2270d6fb863d51738b48eeee314a7cc8ab932164548e526ae"
            + "90224368517acfeabd6bb3732bc0e9da99832b61ca01b6de56244a9e88d5f9b3"
            + "7973f622a43d14a6599b1f654cb45a74e355a5");

    @Test
    void agreesWithTheVectorOfNaCl() {
        assertThat(Secretbox.seal(KEY, NONCE, MESSAGE)).isEqualTo(BOX);
        assertThat(Secretbox.open(KEY, NONCE, BOX)).contains(MESSAGE);
    }

    @Test
    void sealsNothingToo() {
        byte[] box = Secretbox.seal(KEY, NONCE, new byte[0]);

        assertThat(box).isEqualTo(hex("2539121d8e234e652d651fa4c8cff880"));
        assertThat(Secretbox.open(KEY, NONCE, box)).contains(new byte[0]);
    }

    @Test
    void opensABoxOfTweetnacl() {
        // nonce and box, as tweetnacl.secretbox made them
        byte[] sent = Base64.getDecoder()
                .decode("AQYLEBUaHyQpLjM4PUJHTFFWW2Blam90fUaRL1NJDwArPlK6lhT2HK/P0di7LMJDcFdO5aRYudtWozw=");
        byte[] key = hex("030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ced5dc");

        assertThat(Secretbox.open(key, Arrays.copyOf(sent, 24), Arrays.copyOfRange(sent, 24, sent.length)))
                .contains("{\"title\":\"Gr\u00fc\u00dfe\"}".getBytes(UTF_8));
    }

    @Test
    void opensNothingThatWasTouched() {
        for (int bit = 0; bit < BOX.length * 8; bit++) {
            byte[] touched = BOX.clone();
            touched[bit / 8] ^= (byte) (1 << bit % 8);

            assertThat(Secretbox.open(KEY, NONCE, touched)).isEmpty();
        }
    }

    @Test
    void opensNothingWithAnotherKeyOrNonceOrLength() {
        byte[] otherKey = KEY.clone();
        otherKey[31] ^= 1;
        byte[] otherNonce = NONCE.clone();
        otherNonce[0] ^= 1;

        assertThat(Secretbox.open(otherKey, NONCE, BOX)).isEmpty();
        assertThat(Secretbox.open(KEY, otherNonce, BOX)).isEmpty();
        assertThat(Secretbox.open(KEY, NONCE, Arrays.copyOf(BOX, BOX.length - 1)))
                .isEmpty();
        assertThat(Secretbox.open(KEY, NONCE, new byte[15])).isEmpty();
    }

    @Test
    void takesNoNonceOfAnotherLength() {
        assertThatIllegalArgumentException().isThrownBy(() -> Secretbox.seal(KEY, new byte[12], MESSAGE));
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
