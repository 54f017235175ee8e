package dev.realtime.server.call;

/** The caller sent something that the call cannot use. */
public final class BadParamsException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** @param message for the caller; must not repeat what it sent */
    public BadParamsException(String message) {
        super(message, null, false, false);
    }
}
