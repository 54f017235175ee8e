package dev.realtime.auth;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.spi.Authenticator.Outcome;
import java.util.Locale;

/** What can be wrong with a token; its name in lower case is the reason in logs and metrics. */
enum Flaw {
    TOO_LONG,
    /** Not three parts of base64url; encrypted tokens (JWE) have five. */
    NOT_SIGNED,
    BAD_HEADER,
    ALGORITHM_NOT_ALLOWED,
    TYPE_NOT_ALLOWED,
    UNKNOWN_KEY,
    BAD_SIGNATURE,
    BAD_CLAIMS,
    WRONG_ISSUER,
    WRONG_AUDIENCE,
    NOT_YET_VALID,
    NO_EXPIRY,
    BAD_USER,
    BAD_TENANT,
    BAD_ROLES,
    EXPIRED;

    Outcome rejection() {
        ErrorCode code = this == EXPIRED ? ErrorCode.TOKEN_EXPIRED : ErrorCode.UNAUTHORIZED;
        return new Outcome.Rejected(code, name().toLowerCase(Locale.ROOT));
    }
}
