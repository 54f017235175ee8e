package dev.realtime.kv;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/**
 * NaCl's {@code crypto_secretbox}: XSalsa20 and Poly1305. A box is the tag of 16 bytes and then the ciphertext, as
 * libsodium's {@code _easy} functions and {@code tweetnacl} have it.
 *
 * <p><b>Threads:</b> stateless.
 *
 * <p><b>Source:</b> Bernstein, <i>Cryptography in NaCl</i>, 2009.
 */
final class Secretbox {

    static final int NONCE_BYTES = 24;
    static final int TAG_BYTES = 16;

    // The first bytes of the stream are the tag's key.
    private static final int TAG_KEY_BYTES = 32;

    private Secretbox() {}

    /** @param nonce 24 bytes that this key never saw before */
    static byte[] seal(byte[] key, byte[] nonce, byte[] message) {
        XSalsa20Engine stream = stream(key, nonce);
        Poly1305 tag = tag(stream);
        byte[] box = new byte[TAG_BYTES + message.length];
        stream.processBytes(message, 0, message.length, box, TAG_BYTES);
        tag.update(box, TAG_BYTES, message.length);
        tag.doFinal(box, 0);
        return box;
    }

    /** What is in the box; empty if it was sealed with another key or nonce, or was touched. */
    static Optional<byte[]> open(byte[] key, byte[] nonce, byte[] box) {
        if (box.length < TAG_BYTES) {
            return Optional.empty();
        }
        XSalsa20Engine stream = stream(key, nonce);
        Poly1305 tag = tag(stream);
        tag.update(box, TAG_BYTES, box.length - TAG_BYTES);
        byte[] expected = new byte[TAG_BYTES];
        tag.doFinal(expected, 0);
        // In constant time.
        if (!MessageDigest.isEqual(expected, Arrays.copyOf(box, TAG_BYTES))) {
            return Optional.empty();
        }
        byte[] message = new byte[box.length - TAG_BYTES];
        stream.processBytes(box, TAG_BYTES, message.length, message, 0);
        return Optional.of(message);
    }

    private static XSalsa20Engine stream(byte[] key, byte[] nonce) {
        if (nonce.length != NONCE_BYTES) {
            throw new IllegalArgumentException("need a nonce of 24 bytes but got " + nonce.length);
        }
        XSalsa20Engine stream = new XSalsa20Engine();
        stream.init(true, new ParametersWithIV(new KeyParameter(key), nonce));
        return stream;
    }

    private static Poly1305 tag(XSalsa20Engine stream) {
        byte[] tagKey = new byte[TAG_KEY_BYTES];
        stream.processBytes(tagKey, 0, TAG_KEY_BYTES, tagKey, 0);
        Poly1305 tag = new Poly1305();
        tag.init(new KeyParameter(tagKey));
        return tag;
    }
}
