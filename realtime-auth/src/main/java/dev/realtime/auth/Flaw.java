package dev.realtime.auth;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.spi.Authenticator.Outcome;
import dev.realtime.core.spi.SubscriptionTokens.Verdict;
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
    BAD_INFO,
    /** Not for the user of the connection. */
    WRONG_USER,
    /** Not for the channel asked for. */
    WRONG_CHANNEL,
    EXPIRED;

    Outcome rejection() {
        return new Outcome.Rejected(this == EXPIRED ? ErrorCode.TOKEN_EXPIRED : ErrorCode.UNAUTHORIZED, reason());
    }

    /** What is said to somebody whose identity is not in doubt. */
    Verdict denial() {
        return new Verdict.Rejected(this == EXPIRED ? ErrorCode.TOKEN_EXPIRED : ErrorCode.PERMISSION_DENIED, reason());
    }

    private String reason() {
        return name().toLowerCase(Locale.ROOT);
    }
}
