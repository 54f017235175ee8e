package dev.realtime.core.hub;

import dev.realtime.core.CloseCode;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Identity;
import dev.realtime.core.spi.Authenticator.Outcome;
import dev.realtime.core.spi.Telemetry;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Judges the credentials that peers bring in messages, and whether one that was good still is.
 *
 * <p><b>Threads:</b> stateless; called on the connection's lane.
 */
final class Credentials {

    private static final System.Logger LOG = System.getLogger(Credentials.class.getName());

    /** Why a credential that was good is not taken, for telemetry. */
    static final String REVOKED = "revoked";

    private static final String EXPIRED = "expired";

    /** What became of a credential. */
    sealed interface Judgement {}

    record Good(Identity identity) implements Judgement {}

    /**
     * @param code what the peer is told
     * @param close how it is sent away if it has no other credential
     */
    record Bad(ErrorCode code, CloseCode close) implements Judgement {}

    private final Kernel kernel;

    Credentials(Kernel kernel) {
        this.kernel = kernel;
    }

    /** @param then called on the connection's lane, perhaps at once; not if the connection is over by then */
    void judge(Connection connection, String token, Consumer<Judgement> then) {
        Border.ask(() -> connection.authenticator().authenticate(token))
                .thenApply(outcome -> Objects.requireNonNull(outcome, "an authenticator answered without an outcome"))
                .whenComplete((outcome, failure) -> connection.lane().run(() -> {
                    if (!connection.isOver()) {
                        then.accept(failure == null ? judgement(connection, outcome) : unknown(failure));
                    }
                }));
    }

    /** Why a connection may not go by that identity, although its credential was good. */
    Optional<Bad> objection(Identity identity) {
        if (kernel.isRevoked(identity)) {
            return Optional.of(bad(ErrorCode.UNAUTHORIZED, REVOKED));
        }
        return Deadlines.isOver(kernel, identity)
                ? Optional.of(bad(ErrorCode.TOKEN_EXPIRED, EXPIRED))
                : Optional.empty();
    }

    private Judgement judgement(Connection connection, Outcome outcome) {
        if (outcome instanceof Outcome.Rejected rejected) {
            if (rejected.code() == ErrorCode.UNAUTHORIZED) {
                connection.standing().failedToAuthenticate();
            }
            return bad(rejected.code(), rejected.reason());
        }
        return new Good(((Outcome.Accepted) outcome).identity());
    }

    private Bad bad(ErrorCode code, String reason) {
        kernel.telemetry().authenticationFailed(reason);
        return switch (code) {
            case TOKEN_EXPIRED -> new Bad(code, CloseCode.TOKEN_EXPIRED);
            case PERMISSION_DENIED -> new Bad(code, CloseCode.FORBIDDEN);
            default -> new Bad(code, CloseCode.INVALID_TOKEN);
        };
    }

    // The exception's type alone: its text may quote the token.
    private Bad unknown(Throwable failure) {
        kernel.telemetry().failed(Telemetry.Adapter.AUTHENTICATOR);
        LOG.log(
                System.Logger.Level.WARNING,
                "the authenticator failed: {0}",
                Border.cause(failure).getClass().getName());
        return new Bad(ErrorCode.OVERLOADED, CloseCode.OVERLOADED);
    }
}
