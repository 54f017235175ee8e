package dev.realtime.server.config;

/**
 * Something wrong with the configuration.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param origin where it was written
 * @param text what is expected and what came, in one line; never a secret
 */
public record Problem(String origin, String text) {

    private static final int MAX_SHOWN = 60;

    /** One line for people. */
    @Override
    public String toString() {
        return origin + ": " + text;
    }

    /** What somebody wrote, cut and without control characters, in quotes. */
    public static String quote(String written) {
        String cut = written.length() > MAX_SHOWN ? written.substring(0, MAX_SHOWN) + "…" : written;
        return "\"" + cut.replaceAll("[\\p{Cntrl}\\u2028\\u2029\\p{Cf}]", "?") + "\"";
    }
}
