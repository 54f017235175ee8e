package dev.realtime.core.endpoint;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.endpoint.Claims.Claim;
import dev.realtime.core.spi.Authenticator;
import java.util.concurrent.CompletionStage;

/**
 * Holds credentials that come in messages to what the URL claimed. It lives as long as its connection, so it keeps the
 * claim and nothing else of the handshake.
 */
record ClaimedAuthenticator(Authenticator tokens, Claim claim) implements Authenticator {

    static final String MISMATCH = "claim_mismatch";

    /** {@code tokens} alone where nothing was claimed. */
    static Authenticator of(Authenticator tokens, Claim claim) {
        return claim.isEmpty() ? tokens : new ClaimedAuthenticator(tokens, claim);
    }

    @Override
    public CompletionStage<Outcome> authenticate(String token) {
        return tokens.authenticate(token).thenApply(this::held);
    }

    private Outcome held(Outcome outcome) {
        boolean contradicted = outcome instanceof Outcome.Accepted accepted && claim.contradicts(accepted.identity());
        return contradicted ? new Outcome.Rejected(ErrorCode.PERMISSION_DENIED, MISMATCH) : outcome;
    }
}
