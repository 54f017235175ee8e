package dev.realtime.core.hub;

import dev.realtime.core.CloseCode;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Identity;
import dev.realtime.core.UserId;
import dev.realtime.core.hub.Peers.Refusal;
import dev.realtime.core.policy.IpAddress;
import dev.realtime.core.spi.Admission;
import dev.realtime.core.spi.Admitter;
import dev.realtime.core.spi.Dialect;
import dev.realtime.core.spi.Handshake;
import dev.realtime.core.spi.Randomness;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Stands before the doors: looks at where somebody comes from before anything is verified for him, and at who he is
 * afterwards. What the doors refuse for a bad credential is written down.
 *
 * <p>A page is refused by a close, since it cannot see the answer to a handshake.
 *
 * <p><b>Threads:</b> thread-safe.
 */
final class Guard implements Admitter {

    /** At least so many seconds lie between the first and the last to come back, whenever they were turned away. */
    private static final long SPREAD_SECONDS = 5;

    private final Kernel kernel;
    private final Admitter doors;

    Guard(Kernel kernel, Admitter doors) {
        this.kernel = kernel;
        this.doors = doors;
    }

    @Override
    public CompletionStage<Admission> admit(Handshake handshake) {
        long askedAtNanos = kernel.nanos();
        return judge(handshake).thenApply(admission -> {
            tell(admission, kernel.nanos() - askedAtNanos);
            return admission;
        });
    }

    private void tell(Admission admission, long nanos) {
        if (admission instanceof Admission.Accepted accepted) {
            kernel.telemetry().handshakeAccepted(accepted.dialect().name(), nanos);
        } else {
            kernel.telemetry().handshakeRefused(codeOf(admission), nanos);
        }
    }

    private CompletionStage<Admission> judge(Handshake handshake) {
        Optional<IpAddress> from = IpAddress.parse(handshake.remoteAddress());
        Optional<Refusal> refusal = kernel.peers().knocks(from);
        if (refusal.isPresent()) {
            return CompletableFuture.completedStage(turnAway(refusal.get()));
        }
        boolean listens = handshake.kind() == Handshake.Kind.EVENTS;
        boolean page = handshake.seesOnlyCloses();
        return doors.admit(handshake)
                .thenApply(admission -> listens ? lookAtToken(admission) : admission)
                .thenApply(admission -> look(admission, from, page));
    }

    // What clocks may differ is granted to those who can bring a fresh one; a listener would be sent away at once.
    private Admission lookAtToken(Admission admission) {
        boolean isOver = admission instanceof Admission.Accepted accepted
                && accepted.identity()
                        .flatMap(Identity::expiresAt)
                        .filter(end -> !kernel.instant().isBefore(end))
                        .isPresent();
        return isOver
                ? new Admission.Refused(
                        401, ErrorCode.TOKEN_EXPIRED, "Token expired", Map.of("WWW-Authenticate", "Bearer"))
                : admission;
    }

    private Admission look(Admission admission, Optional<IpAddress> from, boolean page) {
        if (admission instanceof Admission.Accepted accepted) {
            if (accepted.identity().filter(kernel::isRevoked).isPresent()) {
                return revoked(accepted, page);
            }
            Optional<UserId> user = accepted.identity().map(identity -> identity.user());
            return user.flatMap(kernel.peers()::knocks)
                    .map(refusal -> page ? turnAway(refusal, accepted) : turnAway(refusal))
                    .orElse(admission);
        }
        if (codeOf(admission) == ErrorCode.UNAUTHORIZED) {
            from.ifPresent(address -> kernel.peers().offended(address, 1));
        }
        return admission;
    }

    /** The same answer as to a token that never was one. */
    private Admission revoked(Admission.Accepted accepted, boolean page) {
        kernel.telemetry().authenticationFailed(Credentials.REVOKED);
        return page
                ? bySocket(ErrorCode.UNAUTHORIZED, CloseCode.INVALID_TOKEN, accepted)
                : new Admission.Refused(
                        401, ErrorCode.UNAUTHORIZED, "Invalid token", Map.of("WWW-Authenticate", "Bearer"));
    }

    private static ErrorCode codeOf(Admission refusal) {
        return refusal instanceof Admission.Refused byHttp
                ? byHttp.code()
                : ((Admission.RefusedBySocket) refusal).code();
    }

    private Admission turnAway(Refusal refusal, Admission.Accepted accepted) {
        kernel.telemetry().refused(refusal.code());
        return bySocket(refusal.code(), refusal.close(), accepted);
    }

    private static Admission bySocket(ErrorCode code, CloseCode close, Admission.Accepted accepted) {
        Dialect dialect = accepted.dialect();
        return new Admission.RefusedBySocket(
                code, dialect.closeNumber(close), dialect.closeReason(close), accepted.subprotocol());
    }

    private Admission turnAway(Refusal refusal) {
        kernel.telemetry().refused(refusal.code());
        return switch (refusal.why()) {
            case BLOCKED -> new Admission.Refused(403, refusal.code(), "Not allowed", Map.of());
            case TOO_OFTEN -> new Admission.Refused(429, refusal.code(), "Too many attempts", later(refusal));
            case TOO_MANY -> new Admission.Refused(429, refusal.code(), "Too many connections", later(refusal));
            case OVERLOADED -> new Admission.Refused(503, refusal.code(), "Try again later", later(refusal));
        };
    }

    private Map<String, String> later(Refusal refusal) {
        Duration wait = Duration.ofNanos(refusal.waitNanos());
        long seconds = wait.toSeconds() + 1;
        Randomness randomness = kernel.randomness();
        return Map.of("Retry-After", Long.toString(seconds + randomness.below(SPREAD_SECONDS + seconds / 2)));
    }
}
