package dev.realtime.kv;

import java.util.OptionalLong;

/**
 * A value cannot be opened, or a key is not the one it should be. Its message names the record and the id of the key, and
 * holds neither a secret nor a value.
 */
public final class SealException extends RuntimeException {

    private static final long serialVersionUID = 1;
    private static final long NONE = -1;

    private final long version;

    SealException(String message) {
        this(message, NONE);
    }

    /** @param version of the record that does not open */
    SealException(String message, long version) {
        super(message);
        this.version = version;
    }

    /** The version of the record, with which it can be written over; empty if it is not about one. */
    public OptionalLong version() {
        return version == NONE ? OptionalLong.empty() : OptionalLong.of(version);
    }
}
