package dev.realtime.auth;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Refuses secrets that somebody could guess: the ones of examples, and keys on a keyboard held down. */
final class Secrets {

    private static final int MIN_HMAC_BYTES = 32;
    private static final int MIN_KEY_LENGTH = 16;
    private static final int MAX_KEY_LENGTH = 256;
    private static final int MIN_DIFFERENT_CHARACTERS = 6;
    private static final int MIN_REST_LENGTH = 8;

    /** What secrets in examples are made of; what remains without it has to be a secret still. */
    private static final List<String> EXAMPLE_WORDS = List.of(
            "changeme",
            "change",
            "replace",
            "password",
            "passwort",
            "secret",
            "example",
            "default",
            "insecure",
            "realtime",
            "qwertyuiop",
            "qwerty",
            "apikey",
            "admin",
            "token",
            "test",
            "demo",
            "your",
            "this",
            "here",
            "key",
            "dev",
            "jwt",
            "api",
            "foo",
            "bar");

    private Secrets() {}

    static void requireHmacSecret(byte[] secret) {
        if (secret.length < MIN_HMAC_BYTES) {
            throw new IllegalArgumentException(
                    "need a secret of " + MIN_HMAC_BYTES + " bytes or more but got " + secret.length);
        }
        String text = new String(secret, StandardCharsets.ISO_8859_1);
        if (text.contains("-----BEGIN")) {
            throw new IllegalArgumentException(
                    "need a secret but got a PEM file: its public key is known to everybody");
        }
        if (isTrivial(text)) {
            throw new IllegalArgumentException(
                    "need a random secret but got one that can be guessed; openssl rand -base64 32 makes one");
        }
    }

    /** @param name whose key it is, for the message */
    static void requireApiKey(String name, String key) {
        if (key.length() < MIN_KEY_LENGTH || key.length() > MAX_KEY_LENGTH) {
            throw new IllegalArgumentException("need " + MIN_KEY_LENGTH + "-" + MAX_KEY_LENGTH
                    + " characters as API key " + name + " but got " + key.length());
        }
        if (isTrivial(key)) {
            throw new IllegalArgumentException("need a random API key " + name + " but got one that can be guessed");
        }
    }

    private static boolean isTrivial(String secret) {
        if (secret.chars().distinct().count() < MIN_DIFFERENT_CHARACTERS || isSequence(secret)) {
            return true;
        }
        String rest = secret.toLowerCase(Locale.ROOT).replaceAll("[-_.:/ ]", "");
        for (String word : EXAMPLE_WORDS) {
            rest = rest.replace(word, "");
        }
        return rest.length() < MIN_REST_LENGTH;
    }

    /** Whether most characters are the one before, or its neighbour in the alphabet. */
    private static boolean isSequence(String secret) {
        int steps = 0;
        for (int i = 1; i < secret.length(); i++) {
            steps += Math.abs(secret.charAt(i) - secret.charAt(i - 1)) <= 1 ? 1 : 0;
        }
        return steps > secret.length() / 2;
    }
}
