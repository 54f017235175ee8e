package dev.realtime.examples.notifier;

import dev.realtime.kv.ClientBox;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads the key of an app's boxes: 32 bytes in base64, or in base32, which people copy in groups. */
final class BoxKey {

    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    // 52 digits of 5 bits hold 32 bytes and 4 bits of nothing.
    private static final Pattern IN_BASE32 = Pattern.compile("[A-Z2-7]{52}");
    private static final Pattern GROUPS = Pattern.compile("[\\s-]");

    private BoxKey() {}

    /** @throws IllegalArgumentException if it is neither, without a word of what it is */
    static byte[] parse(String text) {
        String digits =
                GROUPS.matcher(text).replaceAll("").replaceAll("=+$", "").toUpperCase(Locale.ROOT);
        return IN_BASE32.matcher(digits).matches() ? base32(digits) : base64(text.strip());
    }

    private static byte[] base32(String digits) {
        byte[] key = new byte[ClientBox.KEY_BYTES];
        int bits = 0;
        int count = 0;
        int at = 0;
        for (char digit : digits.toCharArray()) {
            bits = bits << 5 | BASE32.indexOf(digit);
            count += 5;
            if (count >= 8 && at < key.length) {
                count -= 8;
                key[at++] = (byte) (bits >> count);
            }
        }
        return key;
    }

    private static byte[] base64(String text) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
        } catch (IllegalArgumentException e) {
            key = new byte[0];
        }
        if (key.length != ClientBox.KEY_BYTES) {
            throw new IllegalArgumentException("need 32 bytes in base32 or base64");
        }
        return key;
    }
}
