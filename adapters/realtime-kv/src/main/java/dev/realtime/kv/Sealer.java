package dev.realtime.kv;

import dev.realtime.core.UserId;
import dev.realtime.core.spi.Randomness;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Seals values before they reach the database, and opens them after, with NaCl's secretbox.
 *
 * <p>The first key seals; every key opens what it sealed. To change keys, put a new one in front: values move to it when
 * they are written next. A key can go when no record names it.
 *
 * <p><b>Shape of what is stored:</b> a byte 1, a random nonce of 24 bytes, the box. In the box stand 16 bytes of a hash of
 * owner and key, then the value: a box that was copied to another record does not open there. One that was put back into
 * its own record does; only the version tells.
 *
 * <p><b>Threads:</b> thread-safe.
 */
public final class Sealer {

    /** The first byte of what is sealed, and of nothing else: no text that a plain statement writes begins with it. */
    private static final byte SEALED = 1;

    private static final int HEAD_BYTES = 1 + Secretbox.NONCE_BYTES;
    private static final int PLACE_BYTES = 16;

    private final Map<String, SealKey> keys = new LinkedHashMap<>();
    private final SealKey newest;
    private final Randomness randomness;

    /**
     * @param keys at least one; the first one seals
     * @throws IllegalArgumentException if there is none, or two with one id
     */
    public Sealer(List<SealKey> keys, Randomness randomness) {
        for (SealKey key : keys) {
            if (this.keys.put(key.id(), key) != null) {
                throw new IllegalArgumentException("need one key with the id " + key.id());
            }
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("need a key to seal with");
        }
        this.newest = keys.get(0);
        this.randomness = randomness;
    }

    /** The ids of the keys. */
    Set<String> ids() {
        return keys.keySet();
    }

    /** The key that seals now. */
    String newestId() {
        return newest.id();
    }

    Sealed seal(UserId owner, KvKey key, String value) {
        return sealWith(newest, place(owner, key), value);
    }

    /**
     * The value in a record.
     *
     * @throws SealException if it cannot be opened
     */
    String open(UserId owner, KvKey key, Sealed sealed) {
        byte[] bytes = sealed.bytes();
        boolean isSealed = bytes.length > 0 && bytes[0] == SEALED;
        if (!isSealed) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        try {
            return open(place(owner, key), sealed);
        } catch (SealException e) {
            throw new SealException("the value of " + key + " of user " + owner + " " + e.getMessage());
        }
    }

    /** A text that proves later that a key is still the same. */
    byte[] proof(String id) {
        return sealWith(keys.get(id), place(id), id).bytes();
    }

    /** Whether the key of that id made the proof. */
    boolean isProof(String id, byte[] proof) {
        return unbox(keys.get(id), proof)
                .filter(content -> startsWith(content, place(id)))
                .isPresent();
    }

    private Sealed sealWith(SealKey key, byte[] place, String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        byte[] content = Arrays.copyOf(place, PLACE_BYTES + text.length);
        System.arraycopy(text, 0, content, PLACE_BYTES, text.length);
        byte[] nonce = new byte[Secretbox.NONCE_BYTES];
        randomness.fill(nonce);
        byte[] box = Secretbox.seal(key.secret(), nonce, content);

        byte[] stored = new byte[HEAD_BYTES + box.length];
        stored[0] = SEALED;
        System.arraycopy(nonce, 0, stored, 1, nonce.length);
        System.arraycopy(box, 0, stored, HEAD_BYTES, box.length);
        return new Sealed(stored, Optional.of(key.id()));
    }

    private String open(byte[] place, Sealed sealed) {
        String id = sealed.seal().orElseThrow(() -> new SealException("does not name the key it is sealed with"));
        SealKey key = keys.get(id);
        if (key == null) {
            throw new SealException("is sealed with the key " + id + ", which is not here");
        }
        byte[] content = unbox(key, sealed.bytes())
                .orElseThrow(() -> new SealException(
                        "is sealed with the key " + id + " and does not open: it was changed, or the key was"));
        if (!startsWith(content, place)) {
            throw new SealException("is sealed with the key " + id + " and belongs to another record");
        }
        return new String(content, PLACE_BYTES, content.length - PLACE_BYTES, StandardCharsets.UTF_8);
    }

    private static Optional<byte[]> unbox(SealKey key, byte[] stored) {
        if (stored.length < HEAD_BYTES || stored[0] != SEALED) {
            return Optional.empty();
        }
        byte[] nonce = Arrays.copyOfRange(stored, 1, HEAD_BYTES);
        return Secretbox.open(key.secret(), nonce, Arrays.copyOfRange(stored, HEAD_BYTES, stored.length));
    }

    private static boolean startsWith(byte[] content, byte[] place) {
        return content.length >= PLACE_BYTES && Arrays.equals(content, 0, PLACE_BYTES, place, 0, PLACE_BYTES);
    }

    // No user, tenant or key holds a zero, so that none of them can end elsewhere.
    private static byte[] place(UserId owner, KvKey key) {
        return hash(owner.tenant() + "\0" + owner.value() + "\0" + key.text());
    }

    private static byte[] place(String id) {
        return hash(id);
    }

    private static byte[] hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Arrays.copyOf(digest, PLACE_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * What stands in a record.
     *
     * @param seal id of the key it is sealed with; empty for a value that a plain statement wrote
     */
    record Sealed(byte[] bytes, Optional<String> seal) {}
}
