package dev.realtime.auth;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a JSON object (RFC 8259) that a stranger wrote. Refuses what lenient parsers let pass, since two readers that
 * see different things in one token are a hole: a member twice, also under different escapes; anything after the end;
 * deep nesting, before it costs stack.
 *
 * <p>It is the only parser that tokens and key sets go through. Nimbus's own would have to be guarded by a second one
 * for depth and duplicates, and then the two could differ.
 *
 * <p><b>Shape:</b> values are {@code Map}, {@code List}, {@code String}, {@code Long}, {@code Double}, {@code Boolean}
 * and {@link #NULL}. A number that is no {@code long} becomes a {@code Double}, perhaps an infinite one.
 *
 * <p><b>Threads:</b> confined to the call.
 */
final class Json {

    /** What stands for {@code null}. */
    static final Object NULL = new Object();

    private static final int MAX_DEPTH = 16;
    private static final int MAX_LONG_LENGTH = 18;
    private static final int UNICODE_DIGITS = 4;
    private static final int HEX = 16;

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /** The object that the whole of {@code text} is; empty if it is anything else. */
    static Optional<Map<String, Object>> object(String text) {
        try {
            Json json = new Json(text);
            json.skipSpace();
            Map<String, Object> object = json.readObject(1);
            json.skipSpace();
            return json.at == text.length() ? Optional.of(object) : Optional.empty();
        } catch (Malformed e) {
            return Optional.empty();
        }
    }

    /** The text of a member's value, as it was written; empty if {@code text} is no object or has no such member. */
    static Optional<String> member(String text, String name) {
        try {
            Json json = new Json(text);
            json.skipSpace();
            return json.findMember(name);
        } catch (Malformed e) {
            return Optional.empty();
        }
    }

    private Optional<String> findMember(String name) throws Malformed {
        expect('{');
        skipSpace();
        if (peek() == '}') {
            return Optional.empty();
        }
        do {
            skipSpace();
            boolean isIt = readString().equals(name);
            skipSpace();
            expect(':');
            skipSpace();
            int start = at;
            readValue(2);
            if (isIt) {
                return Optional.of(text.substring(start, at));
            }
            skipSpace();
        } while (goesOn('}'));
        return Optional.empty();
    }

    private Object readValue(int depth) throws Malformed {
        if (depth > MAX_DEPTH) {
            throw new Malformed();
        }
        skipSpace();
        return switch (peek()) {
            case '{' -> readObject(depth);
            case '[' -> readArray(depth);
            case '"' -> readString();
            case 't' -> readWord("true", Boolean.TRUE);
            case 'f' -> readWord("false", Boolean.FALSE);
            case 'n' -> readWord("null", NULL);
            default -> readNumber();
        };
    }

    private Map<String, Object> readObject(int depth) throws Malformed {
        Map<String, Object> members = new LinkedHashMap<>();
        expect('{');
        skipSpace();
        if (peek() == '}') {
            at++;
            return members;
        }
        do {
            skipSpace();
            String name = readString();
            skipSpace();
            expect(':');
            if (members.put(name, readValue(depth + 1)) != null) {
                throw new Malformed();
            }
            skipSpace();
        } while (goesOn('}'));
        return members;
    }

    private List<Object> readArray(int depth) throws Malformed {
        List<Object> elements = new ArrayList<>();
        expect('[');
        skipSpace();
        if (peek() == ']') {
            at++;
            return elements;
        }
        do {
            elements.add(readValue(depth + 1));
            skipSpace();
        } while (goesOn(']'));
        return elements;
    }

    /** Whether a comma comes; otherwise the end must. */
    private boolean goesOn(char end) throws Malformed {
        if (peek() == ',') {
            at++;
            return true;
        }
        expect(end);
        return false;
    }

    private String readString() throws Malformed {
        expect('"');
        StringBuilder string = new StringBuilder();
        while (peek() != '"') {
            char c = text.charAt(at++);
            if (c < ' ') {
                throw new Malformed();
            }
            string.append(c == '\\' ? readEscape() : c);
        }
        at++;
        return string.toString();
    }

    private char readEscape() throws Malformed {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> readUnicode();
            default -> throw new Malformed();
        };
    }

    private char readUnicode() throws Malformed {
        int code = 0;
        for (int i = 0; i < UNICODE_DIGITS; i++) {
            char c = peek();
            // Character.digit alone would take digits of other scripts
            int digit = c < 0x80 ? Character.digit(c, HEX) : -1;
            if (digit < 0) {
                throw new Malformed();
            }
            code = code * HEX + digit;
            at++;
        }
        return (char) code;
    }

    private Object readWord(String word, Object value) throws Malformed {
        if (!text.startsWith(word, at)) {
            throw new Malformed();
        }
        at += word.length();
        return value;
    }

    private Number readNumber() throws Malformed {
        int start = at;
        skipIf('-');
        int firstDigit = at;
        skipDigits();
        if (text.charAt(firstDigit) == '0' && at > firstDigit + 1) {
            throw new Malformed();
        }
        boolean whole = true;
        if (skipIf('.')) {
            skipDigits();
            whole = false;
        }
        if (skipIf('e') || skipIf('E')) {
            if (!skipIf('+')) {
                skipIf('-');
            }
            skipDigits();
            whole = false;
        }
        String number = text.substring(start, at);
        return whole && number.length() <= MAX_LONG_LENGTH ? (Number) Long.valueOf(number) : Double.valueOf(number);
    }

    /** One digit or more. */
    private void skipDigits() throws Malformed {
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at == start) {
            throw new Malformed();
        }
    }

    private boolean skipIf(char c) {
        boolean there = at < text.length() && text.charAt(at) == c;
        if (there) {
            at++;
        }
        return there;
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private void expect(char c) throws Malformed {
        if (peek() != c) {
            throw new Malformed();
        }
        at++;
    }

    private char peek() throws Malformed {
        if (at >= text.length()) {
            throw new Malformed();
        }
        return text.charAt(at);
    }

    private static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        Malformed() {
            super("not a JSON object", null, false, false);
        }
    }
}
