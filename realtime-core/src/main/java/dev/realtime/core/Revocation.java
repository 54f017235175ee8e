package dev.realtime.core;

import java.time.Instant;
import java.util.Objects;

/**
 * Takes the worth from tokens before their end: one that was lost, or all of a user that logged out everywhere.
 *
 * <p><b>Threads:</b> immutable, so that it can be handed from node to node.
 */
public sealed interface Revocation {

    /** Longest id of a token, in characters. */
    int MAX_TOKEN_ID = 256;

    /** Whether an identity stands on a token that this one takes the worth from. */
    boolean covers(Identity identity);

    /** When the tokens it is about have ended anyway; {@link Instant#MAX} if nobody knows. */
    Instant until();

    /** @param tokenId the token's {@code jti} */
    static Revocation ofToken(String tokenId, Instant until) {
        return new OfToken(tokenId, until);
    }

    /** Every token of the user from before that moment, whenever it ends. */
    static Revocation ofUser(UserId user, Instant issuedBefore) {
        return new OfUser(user, issuedBefore, Instant.MAX);
    }

    /** One token. */
    record OfToken(String tokenId, Instant until) implements Revocation {
        public OfToken {
            Objects.requireNonNull(until, "until");
            if (tokenId.isEmpty() || tokenId.length() > MAX_TOKEN_ID) {
                throw new IllegalArgumentException(
                        "need a token id of 1 to " + MAX_TOKEN_ID + " characters but got " + tokenId.length());
            }
        }

        @Override
        public boolean covers(Identity identity) {
            return identity.tokenId().filter(tokenId::equals).isPresent();
        }
    }

    /**
     * Every token of a user that was issued before a moment. Who brings no token, or one that does not say when it was
     * issued, counts as issued before.
     *
     * @param issuedBefore tokens tell it in whole seconds, so one issued in the same second is taken for an earlier one
     */
    record OfUser(UserId user, Instant issuedBefore, Instant until) implements Revocation {
        public OfUser {
            Objects.requireNonNull(user, "user");
            Objects.requireNonNull(issuedBefore, "issuedBefore");
            Objects.requireNonNull(until, "until");
        }

        @Override
        public boolean covers(Identity identity) {
            return identity.user().equals(user)
                    && identity.issuedAt()
                            .filter(at -> !at.isBefore(issuedBefore))
                            .isEmpty();
        }
    }
}
