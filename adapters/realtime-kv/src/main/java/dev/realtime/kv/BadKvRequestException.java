package dev.realtime.kv;

import java.util.Objects;

/** A request that will never be right. The message holds nothing of what the peer sent. */
final class BadKvRequestException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** What is wrong, for programs. */
    enum Code {
        BAD_REQUEST(400),
        BAD_KEY(400),
        BAD_VALUE(400),
        NOT_FOUND(404),
        VALUE_TOO_LARGE(413);

        private final int status;

        Code(int status) {
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    private final Code code;

    BadKvRequestException(Code code, String message) {
        // Expected, and cheap to provoke: no stack trace.
        super(message, null, false, false);
        this.code = Objects.requireNonNull(code, "code");
    }

    Code code() {
        return code;
    }
}
