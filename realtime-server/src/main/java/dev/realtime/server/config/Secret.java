package dev.realtime.server.config;

/**
 * Something that is never printed.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param reveal the secret itself
 */
public record Secret(String reveal) {

    /** What is printed in its place. */
    static final String MASK = "********";

    public Secret {
        if (reveal.isEmpty()) {
            throw new IllegalArgumentException("need a secret but got nothing");
        }
    }

    @Override
    public String toString() {
        return MASK;
    }
}
