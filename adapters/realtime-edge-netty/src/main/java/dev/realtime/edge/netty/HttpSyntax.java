package dev.realtime.edge.netty;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The grammar that HTTP's parts share. <b>Source:</b> RFC 9110 §5.6, RFC 3986 §2.1. */
final class HttpSyntax {

    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    private HttpSyntax() {}

    static boolean isToken(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || isDigit(c) || c < 0x80 && TOKEN_MARKS.indexOf(c) >= 0;
    }

    /** Visible characters, blanks and what is beyond ASCII; no control character but the tab. */
    static boolean isFieldValue(int c) {
        return c >= 0x20 && c != 0x7f || c == '\t';
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** The members of comma-separated header values, trimmed, in lower case; in one pass. */
    static List<String> members(List<String> values) {
        List<String> members = new ArrayList<>();
        for (String value : values) {
            int from = 0;
            for (int comma = value.indexOf(','); comma >= 0; comma = value.indexOf(',', from)) {
                members.add(value.substring(from, comma).strip().toLowerCase(Locale.ROOT));
                from = comma + 1;
            }
            members.add(value.substring(from).strip().toLowerCase(Locale.ROOT));
        }
        return members;
    }

    /**
     * Undoes percent encoding.
     *
     * @param plusIsBlank as forms have it
     * @return empty if an escape is not one, or the result is not UTF-8, or holds a control character
     */
    static Optional<String> decode(String text, boolean plusIsBlank) {
        ByteBuffer bytes = ByteBuffer.allocate(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int value = i + 2 < text.length() ? hex(text.charAt(i + 1)) << 4 | hex(text.charAt(i + 2)) : -1;
                if (value < 0) {
                    return Optional.empty();
                }
                bytes.put((byte) value);
                i += 2;
            } else {
                bytes.put((byte) (c == '+' && plusIsBlank ? ' ' : c));
            }
        }
        try {
            String decoded =
                    StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
            return Optional.of(decoded).filter(it -> it.chars().noneMatch(Character::isISOControl));
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** -1 if it is none, which also makes the number negative that it is a part of. */
    private static int hex(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }
}
