package dev.realtime.kv;

import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A secret that values are sealed with, and its name.
 *
 * <p><b>Shape:</b> the id is 1 to 32 of {@code A-Z a-z 0-9 . _ -} and is stored with each value; the secret is 32 random
 * bytes and is shown to nobody.
 *
 * <p><b>Threads:</b> immutable.
 */
public final class SealKey {

    /** Length of a secret, in bytes. */
    public static final int BYTES = 32;

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,32}");

    private final String id;
    private final byte[] secret;

    /** @throws IllegalArgumentException if the id or the length of the secret is wrong */
    public SealKey(String id, byte[] secret) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("need 1-32 of [A-Za-z0-9._-] as the id of a key");
        }
        if (secret.length != BYTES) {
            throw new IllegalArgumentException("need " + BYTES + " bytes as a key but got " + secret.length);
        }
        this.id = id;
        this.secret = secret.clone();
    }

    /**
     * Reads {@code id:secret}, the secret as 64 hexadecimal digits or in base64.
     *
     * @throws IllegalArgumentException if it is neither, without a word of what it is
     */
    public static SealKey parse(String text) {
        String line = text.strip();
        int colon = line.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("need a key as id:secret");
        }
        return new SealKey(line.substring(0, colon), secret(line.substring(colon + 1)));
    }

    public String id() {
        return id;
    }

    byte[] secret() {
        return secret;
    }

    /** What {@link #parse} reads, for a file that nobody else can read. */
    String line() {
        return id + ":" + Base64.getEncoder().encodeToString(secret);
    }

    /** The id alone. */
    @Override
    public String toString() {
        return "SealKey[" + id + "]";
    }

    private static byte[] secret(String text) {
        try {
            return text.length() == 2 * BYTES
                    ? HexFormat.of().parseHex(text)
                    : Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            // Theirs says what was wrong at which place.
            throw new IllegalArgumentException("need the secret of a key in hexadecimal digits or base64");
        }
    }
}
