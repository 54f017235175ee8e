package dev.realtime.core;

import java.util.Objects;

/** The engine would not do what an application asked; nothing happened. The code says whether to try again. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final ErrorCode code;

    public RefusedException(ErrorCode code, String message) {
        // Refusals are expected under load; a stack trace would cost more than the refusal saves.
        super(message, null, false, false);
        this.code = Objects.requireNonNull(code, "code");
    }

    public ErrorCode code() {
        return code;
    }
}
