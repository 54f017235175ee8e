package dev.realtime.server;

/** The server could not start, although its configuration is well-formed. Nothing is left running. */
public final class StartException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** @param message what is wrong and where, in one line for people */
    StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
