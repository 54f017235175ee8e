package dev.realtime.examples.notifier;

/** Text of others, fit for a line of a log: printable, short. */
final class OneLine {

    private static final int MAX_CHARS = 200;

    private OneLine() {}

    static String of(Object text) {
        String whole = String.valueOf(text);
        String start = whole.length() > MAX_CHARS ? whole.substring(0, MAX_CHARS) + "…" : whole;
        return start.replaceAll("[^\\P{C}]+|\\s+", " ").strip();
    }

    /** What went wrong on the way, without the address: that may hold a secret. */
    static String of(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName();
    }
}
