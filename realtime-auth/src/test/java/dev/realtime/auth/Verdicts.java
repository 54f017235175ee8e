package dev.realtime.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.Identity;
import dev.realtime.core.spi.Authenticator;
import dev.realtime.core.spi.Authenticator.Outcome;

/** Takes an authenticator's answers apart. */
final class Verdicts {

    private Verdicts() {}

    static Outcome of(Authenticator authenticator, String token) {
        return authenticator.authenticate(token).toCompletableFuture().join();
    }

    static Identity accepted(Authenticator authenticator, String token) {
        Outcome outcome = of(authenticator, token);
        assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
        return ((Outcome.Accepted) outcome).identity();
    }

    static void assertRejected(Authenticator authenticator, String token, String reason) {
        ErrorCode code = reason.equals("expired") ? ErrorCode.TOKEN_EXPIRED : ErrorCode.UNAUTHORIZED;
        assertThat(of(authenticator, token)).isEqualTo(new Outcome.Rejected(code, reason));
    }
}
