package dev.realtime.testkit;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Judges whether bytes are one JSON value as RFC 8259 has it: valid UTF-8, nothing before or after, and no half of a
 * surrogate pair, escaped or not.
 *
 * <p>Of its own on purpose: a kit that judged dialects with the parser they are built on would share its faults.
 */
final class StrictJson {

    private static final int DEEPEST = 200;

    private final String text;
    private int at;

    private StrictJson(String text) {
        this.text = text;
    }

    /** What is wrong with these bytes; empty if they are one JSON value. */
    static String problem(byte[] utf8) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
            StrictJson json = new StrictJson(text);
            json.space();
            json.value(0);
            json.space();
            json.require(json.at == text.length(), "something follows the value");
            return "";
        } catch (CharacterCodingException e) {
            return "not UTF-8";
        } catch (BrokenException e) {
            return e.getMessage();
        }
    }

    static boolean isUtf8(byte[] bytes) {
        try {
            decoded(bytes);
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static String decoded(byte[] utf8) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    }

    private void value(int depth) {
        require(depth < DEEPEST, "nested too deeply");
        switch (peek()) {
            case '{' -> members(depth, '}', true);
            case '[' -> members(depth, ']', false);
            case '"' -> string();
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> number();
        }
    }

    private void members(int depth, char end, boolean named) {
        at++;
        space();
        if (peek() == end) {
            at++;
            return;
        }
        do {
            space();
            if (named) {
                string();
                space();
                expect(':');
                space();
            }
            value(depth + 1);
            space();
        } while (take(','));
        expect(end);
    }

    private void string() {
        expect('"');
        boolean afterHigh = false;
        while (peek() != '"') {
            char c = peek();
            require(at < text.length() && c >= ' ', "a control character in a string, or no end of it");
            at++;
            char unit = c == '\\' ? escape() : c;
            require(afterHigh == Character.isLowSurrogate(unit), "half of a surrogate pair");
            afterHigh = Character.isHighSurrogate(unit);
        }
        require(!afterHigh, "half of a surrogate pair");
        at++;
    }

    private char escape() {
        char c = peek();
        at++;
        if (c != 'u') {
            require("\"\\/bfnrt".indexOf(c) >= 0, "an unknown escape");
            return c;
        }
        require(at + 4 <= text.length(), "a cut escape");
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(text.charAt(at++), 16);
            require(digit >= 0, "a broken escape");
            unit = unit << 4 | digit;
        }
        return (char) unit;
    }

    private void number() {
        take('-');
        if (!take('0')) {
            digits();
        }
        if (take('.')) {
            digits();
        }
        if (take('e') || take('E')) {
            if (!take('+')) {
                take('-');
            }
            digits();
        }
    }

    private void digits() {
        int start = at;
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        require(at > start, "no value where one is needed");
    }

    private void word(String word) {
        require(text.startsWith(word, at), "an unknown word");
        at += word.length();
    }

    private void space() {
        while (" \t\n\r".indexOf(peek()) >= 0) {
            at++;
        }
    }

    private boolean take(char c) {
        if (peek() != c) {
            return false;
        }
        at++;
        return true;
    }

    private void expect(char c) {
        require(take(c), "need " + c + " at " + at);
    }

    /** The character at hand; U+FFFF, which no text holds, at the end. */
    private char peek() {
        return at < text.length() ? text.charAt(at) : '\uFFFF';
    }

    private void require(boolean holds, String problem) {
        if (!holds) {
            throw new BrokenException(problem);
        }
    }

    private static final class BrokenException extends RuntimeException {
        private static final long serialVersionUID = 1;

        BrokenException(String problem) {
            super(problem, null, false, false);
        }
    }
}
