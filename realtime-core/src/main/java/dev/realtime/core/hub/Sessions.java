package dev.realtime.core.hub;

import dev.realtime.core.UserId;
import dev.realtime.core.spi.Randomness;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Gives a client an id that others may see and a secret with which it keeps that id over reconnects.
 *
 * <p>The secret proves itself, so nothing is remembered for clients that are away: it is the id together with a MAC
 * over id, tenant and user under a key that never leaves the process. Nobody can derive it from the id, and it is worth
 * nothing to another user.
 *
 * <p><b>Threads:</b> thread-safe.
 *
 * <p><b>Source:</b> HMAC-SHA-256, RFC 2104.
 */
final class Sessions {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int CLIENT_BYTES = 12;
    private static final int KEY_BYTES = 32;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final Randomness randomness;
    private final SecretKeySpec key;

    Sessions(Randomness randomness) {
        this.randomness = randomness;
        this.key = new SecretKeySpec(random(KEY_BYTES), ALGORITHM);
    }

    /** A new public client id. */
    String newClient() {
        return "c_" + BASE64.encodeToString(random(CLIENT_BYTES));
    }

    /** The secret that belongs to the id, for this user alone. */
    String secretOf(String client, UserId user) {
        return client + "." + BASE64.encodeToString(mac(client, user));
    }

    /** The client id a secret stands for; empty if it is not one of ours or belongs to another user. */
    Optional<String> clientOf(String secret, UserId user) {
        int dot = secret.lastIndexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        String client = secret.substring(0, dot);
        byte[] expected = secretOf(client, user).getBytes(StandardCharsets.UTF_8);
        boolean genuine = MessageDigest.isEqual(expected, secret.getBytes(StandardCharsets.UTF_8));
        return genuine ? Optional.of(client) : Optional.empty();
    }

    private byte[] mac(String client, UserId user) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            // None of the three can hold a space, so no two triples make the same text.
            return mac.doFinal((client + " " + user.tenant() + " " + user.value()).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    private byte[] random(int length) {
        byte[] bytes = new byte[length];
        randomness.fill(bytes);
        return bytes;
    }
}
