package dev.realtime.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;

/** Key pairs, made once, and the ways in which people write their public halves. */
final class TestKeys {
    static final byte[] SECRET = "v3G9q-Zk81xLw0TfRb7NcYp2UjHs6MdE".getBytes(StandardCharsets.UTF_8);

    static final KeyPair RSA = pair("RSA", 2048);
    static final KeyPair OTHER_RSA = pair("RSA", 2048);
    static final KeyPair EC = ec("secp256r1");
    static final KeyPair ED = pair("Ed25519", 0);

    private TestKeys() {}

    static KeyPair pair(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (bits > 0) {
                generator.initialize(bits);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static KeyPair ec(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static String pem(PublicKey key) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    /** @param more members to add, each with a comma before it */
    static String jwk(PublicKey key, String more) {
        if (key instanceof RSAPublicKey rsa) {
            return "{\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"%s\"%s}"
                    .formatted(
                            number(rsa.getModulus().toByteArray(), 256),
                            number(rsa.getPublicExponent().toByteArray(), 3),
                            more);
        }
        if (key instanceof ECPublicKey ec) {
            return "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%s\",\"y\":\"%s\"%s}"
                    .formatted(
                            number(ec.getW().getAffineX().toByteArray(), 32),
                            number(ec.getW().getAffineY().toByteArray(), 32),
                            more);
        }
        return "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"%s\"%s}".formatted(ed25519((EdECPublicKey) key), more);
    }

    static String jwkSet(String... jwks) {
        return "{\"keys\":[" + String.join(",", jwks) + "]}";
    }

    /** The last 32 bytes of its X.509 form are the key as RFC 8037 wants it. */
    private static String ed25519(EdECPublicKey key) {
        byte[] der = key.getEncoded();
        return Forge.encode(Arrays.copyOfRange(der, der.length - 32, der.length));
    }

    /** Unsigned, of that length. */
    private static String number(byte[] twosComplement, int length) {
        byte[] bytes = new byte[length];
        for (int i = 1; i <= Math.min(length, twosComplement.length); i++) {
            bytes[length - i] = twosComplement[twosComplement.length - i];
        }
        return Forge.encode(bytes);
    }
}
