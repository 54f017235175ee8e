package dev.realtime.kv;

/** A value cannot be opened, or a key is not the one it should be. Its message holds neither a key nor a value. */
public final class SealException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public SealException(String message) {
        super(message);
    }
}
