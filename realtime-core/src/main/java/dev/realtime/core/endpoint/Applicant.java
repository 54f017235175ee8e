package dev.realtime.core.endpoint;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.Identity;
import dev.realtime.core.endpoint.Claims.Claim;
import dev.realtime.core.spi.Admission;
import dev.realtime.core.spi.Authenticator.Outcome;
import dev.realtime.core.spi.Handshake;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One peer at the door of the one endpoint its request fits. <b>Threads:</b> immutable. */
final class Applicant {

    /** Longest token that is looked at, in characters: enough for any real one, too short to make work with. */
    private static final int MAX_TOKEN_LENGTH = 8 * 1024;

    private final Handshake handshake;
    private final Endpoint endpoint;
    private final Subprotocols.Choice choice;
    private final RefusalLog log;

    Applicant(Handshake handshake, Endpoint endpoint, RefusalLog log) {
        this.handshake = handshake;
        this.endpoint = endpoint;
        this.choice = endpoint.subprotocols().choose(handshake);
        this.log = log;
    }

    /** @param host the request's {@code Host} header */
    CompletionStage<Admission> judge(String host) {
        if (!endpoint.admitsPageOf(handshake, host)) {
            return refuse(Refusal.FOREIGN_ORIGIN);
        }
        Optional<Claim> claim = endpoint.claims().read(handshake);
        if (claim.isEmpty()) {
            return refuse(Refusal.BAD_ID);
        }
        Set<String> tokens = endpoint.tokens().find(handshake);
        return switch (tokens.size()) {
            case 0 -> withoutToken(claim.get());
            case 1 -> withToken(tokens.iterator().next(), claim.get());
            default -> refuse(Refusal.TWO_CREDENTIALS);
        };
    }

    private CompletionStage<Admission> withoutToken(Claim claim) {
        boolean trusted = endpoint.claims().believes(handshake);
        if (trusted && claim.identity().isPresent()) {
            return CompletableFuture.completedStage(accept(claim.identity(), claim));
        }
        if (endpoint.tokens().firstMessage() && handshake.kind() == Handshake.Kind.WEB_SOCKET) {
            return CompletableFuture.completedStage(accept(Optional.empty(), claim));
        }
        return refuse(trusted ? Refusal.NO_USER : Refusal.NO_TOKEN);
    }

    private CompletionStage<Admission> withToken(String token, Claim claim) {
        if (token.length() > MAX_TOKEN_LENGTH) {
            return refuse(Refusal.BAD_TOKEN, "too_long");
        }
        if (!token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            return refuse(Refusal.BAD_TOKEN, "malformed");
        }
        return authenticate(token).thenApply(outcome -> decide(outcome, claim)).exceptionally(failure -> {
            log.cannotTell(endpoint, failure);
            return answer(Refusal.UNAVAILABLE, Refusal.UNAVAILABLE.word());
        });
    }

    /** An SPI call is a border: what it throws becomes the stage's failure. */
    private CompletionStage<Outcome> authenticate(String token) {
        try {
            return Objects.requireNonNull(endpoint.authenticator().authenticate(token), "stage");
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private Admission decide(Outcome outcome, Claim claim) {
        if (outcome instanceof Outcome.Rejected rejected) {
            boolean expired = rejected.code() == ErrorCode.TOKEN_EXPIRED;
            return answer(expired ? Refusal.EXPIRED_TOKEN : Refusal.BAD_TOKEN, rejected.reason());
        }
        Identity identity = ((Outcome.Accepted) outcome).identity();
        return claim.contradicts(identity)
                ? answer(Refusal.OTHER_IDENTITY, Refusal.OTHER_IDENTITY.word())
                : accept(Optional.of(identity), claim);
    }

    private Admission accept(Optional<Identity> identity, Claim claim) {
        return new Admission.Accepted(
                choice.dialect(),
                choice.subprotocol(),
                identity,
                ClaimedAuthenticator.of(endpoint.authenticator(), claim),
                handshake.remoteAddress(),
                endpoint.channels(choice.dialect()));
    }

    private CompletionStage<Admission> refuse(Refusal refusal) {
        return refuse(refusal, refusal.word());
    }

    private CompletionStage<Admission> refuse(Refusal refusal, String reason) {
        return CompletableFuture.completedStage(answer(refusal, reason));
    }

    private Admission answer(Refusal refusal, String reason) {
        log.refused(refusal, reason, endpoint.path(), handshake.remoteAddress());
        return handshake.seesOnlyCloses() ? refusal.asClose(choice) : refusal.asHttp();
    }
}
