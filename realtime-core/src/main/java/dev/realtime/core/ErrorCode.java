package dev.realtime.core;

/**
 * Why a request of a peer was refused. The connection lives on. Texts and numbers are part of the protocol
 * (docs/protocol.md, "Errors").
 */
public enum ErrorCode {
    /** The message breaks the protocol; sending it again will not help. */
    BAD_REQUEST(400, false),
    /** No identity, or one that could not be verified. */
    UNAUTHORIZED(401, false),
    /** The token was good once; the client gets a fresh one and tries again. */
    TOKEN_EXPIRED(401, true),
    /** The identity may not do this here. A channel that does not exist is answered the same way. */
    PERMISSION_DENIED(403, false),
    /** There is nothing at that path. Only in HTTP answers. */
    NOT_FOUND(404, false),
    METHOD_NOT_FOUND(405, false),
    CONFLICT(409, false),
    /** Answer to a history request whose position the log no longer holds. */
    UNRECOVERABLE_POSITION(410, false),
    MESSAGE_TOO_LARGE(413, false),
    /** Too much in too short a time; the client waits for {@code retryAfterMs}. */
    RATE_LIMIT_EXCEEDED(429, true),
    /** A count of something held (channels, connections) is used up. */
    LIMIT_EXCEEDED(429, false),
    /** A bug or a broken dependency on our side. */
    INTERNAL_ERROR(500, true),
    /** The server was not set up for this, or what it needs is away. */
    NOT_AVAILABLE(501, true),
    /** The server has more than it can carry just now. */
    OVERLOADED(503, true),
    /** The outcome is unknown. */
    TIMEOUT(504, true);

    private final int status;
    private final boolean temporary;

    ErrorCode(int status, boolean temporary) {
        this.status = status;
        this.temporary = temporary;
    }

    /** The HTTP status of the same meaning. */
    public int status() {
        return status;
    }

    /** Whether the same request may succeed later. */
    public boolean temporary() {
        return temporary;
    }
}
