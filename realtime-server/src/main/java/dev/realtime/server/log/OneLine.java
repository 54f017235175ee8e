package dev.realtime.server.log;

/** Makes text that may hold anything fit to stand in one line of a log (CWE-117). */
final class OneLine {

    /** Longest text, in characters; more is cut. */
    static final int MAX_LENGTH = 256;

    private OneLine() {}

    /** The text without line breaks, control and direction characters, each replaced by its code. */
    static String of(String text) {
        StringBuilder line = new StringBuilder(Math.min(text.length(), MAX_LENGTH) + 16);
        for (int i = 0; i < text.length(); i++) {
            if (i == MAX_LENGTH) {
                return line.append('…').toString();
            }
            append(line, text.charAt(i));
        }
        return line.toString();
    }

    private static void append(StringBuilder line, char c) {
        if (isHarmful(c)) {
            line.append("\\u").append(Character.forDigit(c >> 12, 16));
            line.append(Character.forDigit(c >> 8 & 15, 16)).append(Character.forDigit(c >> 4 & 15, 16));
            line.append(Character.forDigit(c & 15, 16));
        } else {
            line.append(c);
        }
    }

    private static boolean isHarmful(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }
}
