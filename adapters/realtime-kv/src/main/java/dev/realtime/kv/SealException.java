package dev.realtime.kv;

/** A value cannot be opened, or a key is not the one it should be. Its message names the record and the
 * id of the key, and holds neither a secret nor a value. */
public final class SealException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public SealException(String message) {
        super(message);
    }
}
