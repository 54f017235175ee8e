package dev.realtime.kv;

import dev.realtime.core.spi.Randomness;
import java.util.Arrays;
import java.util.Optional;

/**
 * Opens and makes values that an app sealed on its own side, before any server saw them: a nonce and NaCl's secretbox.
 *
 * <p>Has nothing to do with {@link Sealer}, whose keys are the server's: who holds this key reads what the server stores
 * without being able to.
 *
 * <p><b>Shape:</b> 24 bytes of nonce, then the box, as {@code tweetnacl} and libsodium make it.
 *
 * <p><b>Threads:</b> thread-safe if its randomness is.
 */
public final class ClientBox {

    /** Length of a key, in bytes. */
    public static final int KEY_BYTES = SealKey.BYTES;

    private final byte[] key;
    private final Randomness randomness;

    /**
     * @param key 32 bytes
     * @param randomness where nonces come from
     * @throws IllegalArgumentException if the key has another length
     */
    public ClientBox(byte[] key, Randomness randomness) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("need " + KEY_BYTES + " bytes as a key but got " + key.length);
        }
        this.key = key.clone();
        this.randomness = randomness;
    }

    /** What was sealed; empty if it was sealed with another key, or touched, or is no box at all. */
    public Optional<byte[]> open(byte[] sealed) {
        if (sealed.length < Secretbox.NONCE_BYTES + Secretbox.TAG_BYTES) {
            return Optional.empty();
        }
        byte[] nonce = Arrays.copyOf(sealed, Secretbox.NONCE_BYTES);
        return Secretbox.open(key, nonce, Arrays.copyOfRange(sealed, Secretbox.NONCE_BYTES, sealed.length));
    }

    /** Seals under a nonce of its own, so that no two are alike. */
    public byte[] seal(byte[] content) {
        byte[] nonce = new byte[Secretbox.NONCE_BYTES];
        randomness.fill(nonce);
        byte[] box = Secretbox.seal(key, nonce, content);
        byte[] sealed = Arrays.copyOf(nonce, nonce.length + box.length);
        System.arraycopy(box, 0, sealed, nonce.length, box.length);
        return sealed;
    }
}
