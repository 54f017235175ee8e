package dev.realtime.server.config;

/**
 * What is logged, and how.
 *
 * <p><b>Threads:</b> immutable.
 */
public record LogConfig(
        @Setting(
                        about =
                                "Lines for people, or an object a line for machines; auto asks whether a person looks on.",
                        value = "auto")
                Format format,
        @Setting(about = "The least that is logged.", value = "info") Level level) {

    /** The form of a line. */
    public enum Format {
        /** {@link #PLAIN} on a terminal, else {@link #JSON}. */
        AUTO,
        PLAIN,
        JSON
    }

    /** How much is logged. Payloads, tokens and query strings are at no level. */
    public enum Level {
        DEBUG,
        INFO,
        WARN,
        ERROR
    }
}
