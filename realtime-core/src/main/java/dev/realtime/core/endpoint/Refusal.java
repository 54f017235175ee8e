package dev.realtime.core.endpoint;

import dev.realtime.core.CloseCode;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.endpoint.Subprotocols.Choice;
import dev.realtime.core.spi.Admission;
import java.util.Map;

/** Every way in which a handshake ends without a connection, and how it looks from outside. */
enum Refusal {
    BAD_HOST(400, ErrorCode.BAD_REQUEST, "bad_host", "Need one Host header"),
    FOREIGN_HOST(403, ErrorCode.PERMISSION_DENIED, "host_rejected", "Host not allowed"),
    UNKNOWN_PATH(404, ErrorCode.NOT_FOUND, "unknown_path", "No such endpoint"),
    NO_MATCH(400, ErrorCode.BAD_REQUEST, "no_match", "The query parameters fit no endpoint of this path"),
    TWO_MATCHES(400, ErrorCode.BAD_REQUEST, "two_matches", "The query parameters fit two endpoints of this path"),
    FOREIGN_ORIGIN(403, ErrorCode.PERMISSION_DENIED, "origin_rejected", "Origin not allowed"),
    TWO_CREDENTIALS(400, ErrorCode.BAD_REQUEST, "ambiguous_credentials", "Two different credentials"),
    BAD_ID(400, ErrorCode.BAD_REQUEST, "malformed_id", "Malformed user or tenant"),
    NO_USER(400, ErrorCode.BAD_REQUEST, "missing_user", "The parameter that names the user is missing"),
    NO_TOKEN(401, ErrorCode.UNAUTHORIZED, "no_token", "Authentication required"),
    /** One answer for all bad tokens: what exactly is wrong helps only who made it up. */
    BAD_TOKEN(401, ErrorCode.UNAUTHORIZED, "bad_token", "Invalid token"),
    EXPIRED_TOKEN(401, ErrorCode.TOKEN_EXPIRED, "expired", "Token expired"),
    OTHER_IDENTITY(
            403, ErrorCode.PERMISSION_DENIED, ClaimedAuthenticator.MISMATCH, "The token is for another user or tenant"),
    UNAVAILABLE(503, ErrorCode.OVERLOADED, "auth_unavailable", "Try again later");

    /** RFC 6455 registry: "Try Again Later". */
    private static final int TRY_AGAIN_LATER = 1013;

    private final int status;
    private final ErrorCode code;
    private final String word;
    private final String message;

    Refusal(int status, ErrorCode code, String word, String message) {
        this.status = status;
        this.code = code;
        this.word = word;
        this.message = message;
    }

    ErrorCode code() {
        return code;
    }

    /** A fixed word for logs and metrics. */
    String word() {
        return word;
    }

    /** Whether it says something about the credentials, rather than about the request. */
    boolean isAboutIdentity() {
        return switch (this) {
            case FOREIGN_HOST, FOREIGN_ORIGIN, TWO_CREDENTIALS, NO_TOKEN, BAD_TOKEN -> true;
            case EXPIRED_TOKEN, OTHER_IDENTITY, UNAVAILABLE -> true;
            case BAD_HOST, UNKNOWN_PATH, NO_MATCH, TWO_MATCHES, BAD_ID, NO_USER -> false;
        };
    }

    /** What a line in the log says of what can be done about it; empty where the word says enough. */
    String remedy() {
        return switch (this) {
            case FOREIGN_ORIGIN -> "; pages of other origins connect once origins names theirs";
            case FOREIGN_HOST -> "; names of the server are let in once hosts names them";
            default -> "";
        };
    }

    Admission asHttp() {
        Map<String, String> headers =
                switch (status) {
                    case 401 -> Map.of("WWW-Authenticate", "Bearer");
                    case 503 -> Map.of("Retry-After", "1");
                    default -> Map.of();
                };
        return new Admission.Refused(status, code, message, headers);
    }

    /**
     * What a page can see of it. Only refusals that the page's own code can act on come this way; a page that should not
     * be here gets no socket at all.
     *
     * @param choice what an accepted peer would have got
     */
    Admission asClose(Choice choice) {
        return switch (this) {
            case NO_TOKEN -> close(choice.dialect().closeNumber(CloseCode.INVALID_TOKEN), message, choice);
            case BAD_TOKEN -> close(CloseCode.INVALID_TOKEN, choice);
            case EXPIRED_TOKEN -> close(CloseCode.TOKEN_EXPIRED, choice);
            case OTHER_IDENTITY -> close(CloseCode.FORBIDDEN, choice);
            case UNAVAILABLE -> close(TRY_AGAIN_LATER, message, choice);
            default -> asHttp();
        };
    }

    private Admission close(CloseCode close, Choice choice) {
        return close(choice.dialect().closeNumber(close), choice.dialect().closeReason(close), choice);
    }

    private Admission close(int number, String reason, Choice choice) {
        return new Admission.RefusedBySocket(code, number, reason, choice.subprotocol());
    }
}
