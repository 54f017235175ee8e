package dev.realtime.core;

/**
 * Whether bytes are one JSON value (RFC 8259), in one pass.
 *
 * <p><b>Threads:</b> confined to the call that checks.
 */
final class JsonCheck {

    /** Deeper than any receiver reads. */
    static final int MAX_DEPTH = 1_000;

    private final byte[] utf8;
    private int at;
    private int depth;

    private JsonCheck(byte[] utf8) {
        this.utf8 = utf8;
    }

    /** @param utf8 valid UTF-8 */
    static boolean isOneValue(byte[] utf8) {
        JsonCheck check = new JsonCheck(utf8);
        check.skipSpace();
        if (!check.value()) {
            return false;
        }
        check.skipSpace();
        return check.at == utf8.length;
    }

    private boolean value() {
        return switch (peek()) {
            case '{' -> structure('}', true);
            case '[' -> structure(']', false);
            case '"' -> string();
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> number();
        };
    }

    private boolean structure(char end, boolean named) {
        at++;
        if (++depth > MAX_DEPTH) {
            return false;
        }
        skipSpace();
        boolean isEmpty = take(end);
        while (!isEmpty) {
            if (named && !name() || !value()) {
                return false;
            }
            skipSpace();
            if (take(end)) {
                break;
            }
            if (!take(',')) {
                return false;
            }
            skipSpace();
        }
        depth--;
        return true;
    }

    private boolean name() {
        if (peek() != '"' || !string()) {
            return false;
        }
        skipSpace();
        boolean hasColon = take(':');
        skipSpace();
        return hasColon;
    }

    private boolean string() {
        at++;
        while (at < utf8.length) {
            int c = utf8[at++];
            if (c == '"') {
                return true;
            }
            // Bytes of longer characters are negative.
            if (c >= 0 && c < 0x20 || c == '\\' && !escape()) {
                return false;
            }
        }
        return false;
    }

    private boolean escape() {
        int c = peek();
        at++;
        if (c != 'u') {
            return c > 0 && "\"\\/bfnrt".indexOf(c) >= 0;
        }
        for (int i = 0; i < 4; i++, at++) {
            if (Character.digit(peek(), 16) < 0) {
                return false;
            }
        }
        return true;
    }

    private boolean number() {
        take('-');
        boolean isWhole = take('0') || digits();
        return isWhole && (!take('.') || digits()) && (!(take('e') || take('E')) || exponent());
    }

    private boolean exponent() {
        if (!take('+')) {
            take('-');
        }
        return digits();
    }

    private boolean digits() {
        int from = at;
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        return at > from;
    }

    private boolean word(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!take(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private void skipSpace() {
        while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t') {
            at++;
        }
    }

    private boolean take(char c) {
        boolean isNext = peek() == c;
        at += isNext ? 1 : 0;
        return isNext;
    }

    /** The next byte; 0, which stands nowhere in JSON, at the end. */
    private int peek() {
        return at < utf8.length ? utf8[at] : 0;
    }
}
