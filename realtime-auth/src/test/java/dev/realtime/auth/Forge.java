package dev.realtime.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes tokens, good ones and others, on the JDK alone and from raw JSON, so that nothing is too malformed for it. */
final class Forge {
    private final String header;
    private final String claims;

    private Forge(String header, String claims) {
        this.header = header;
        this.claims = claims;
    }

    static Forge token(String header, String claims) {
        return new Forge(header, claims);
    }

    String hs256(byte[] secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return signed(mac.doFinal(signingInput()));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    String rs256(PrivateKey key) {
        return with("SHA256withRSA", key);
    }

    String es256(PrivateKey key) {
        return with("SHA256withECDSAinP1363Format", key);
    }

    String ed25519(PrivateKey key) {
        return with("Ed25519", key);
    }

    String unsigned() {
        return signed(new byte[0]);
    }

    String signed(byte[] signature) {
        return encode(header) + "." + encode(claims) + "." + encode(signature);
    }

    static String encode(String text) {
        return encode(text.getBytes(StandardCharsets.UTF_8));
    }

    static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private String with(String algorithm, PrivateKey key) {
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(signingInput());
            return signed(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private byte[] signingInput() {
        return (encode(header) + "." + encode(claims)).getBytes(StandardCharsets.US_ASCII);
    }
}
