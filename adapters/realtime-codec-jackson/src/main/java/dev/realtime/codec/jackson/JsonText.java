package dev.realtime.codec.jackson;

/**
 * What must not stand in a message at all, found in one pass before it is parsed.
 *
 * <p>Looking at the whole message spares asking where a byte stands: control characters, a byte order mark and halves
 * of surrogate pairs are wrong everywhere in it. Without this, the parser would take zero bytes for UTF-16 and a
 * payload with {@code \ud800} would be sent on to every subscriber.
 */
final class JsonText {

    private static final int ESCAPE_LENGTH = 6;

    private JsonText() {}

    /** Whether these bytes may be parsed. */
    static boolean isClean(byte[] bytes, int from, int to) {
        if (startsWithByteOrderMark(bytes, from, to)) {
            return false;
        }
        int i = from;
        while (i < to) {
            byte c = bytes[i];
            if (c == '\\') {
                int escape = escapeLength(bytes, i, to);
                if (escape == 0) {
                    return false;
                }
                i += escape;
            } else if (c >= 0 && c < ' ' && c != '\t' && c != '\n' && c != '\r') {
                return false;
            } else {
                i++;
            }
        }
        return true;
    }

    private static boolean startsWithByteOrderMark(byte[] bytes, int from, int to) {
        return to - from >= 3
                && bytes[from] == (byte) 0xEF
                && bytes[from + 1] == (byte) 0xBB
                && bytes[from + 2] == (byte) 0xBF;
    }

    /** Bytes of the escape, or of the pair of escapes, at {@code at}; 0 for half of a surrogate pair. */
    private static int escapeLength(byte[] bytes, int at, int to) {
        int unit = codeUnit(bytes, at, to);
        if (unit < 0 || !Character.isSurrogate((char) unit)) {
            return 2;
        }
        int next = codeUnit(bytes, at + ESCAPE_LENGTH, to);
        boolean pair = Character.isHighSurrogate((char) unit) && next >= 0 && Character.isLowSurrogate((char) next);
        return pair ? 2 * ESCAPE_LENGTH : 0;
    }

    /** The code unit that an escape at {@code at} stands for; −1 if none does, which the parser judges. */
    private static int codeUnit(byte[] bytes, int at, int to) {
        if (at + ESCAPE_LENGTH > to || bytes[at] != '\\' || bytes[at + 1] != 'u') {
            return -1;
        }
        int unit = 0;
        for (int i = at + 2; i < at + ESCAPE_LENGTH; i++) {
            int digit = Character.digit(bytes[i], 16);
            if (digit < 0) {
                return -1;
            }
            unit = unit << 4 | digit;
        }
        return unit;
    }
}
