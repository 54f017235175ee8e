package dev.realtime.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.Identity;
import dev.realtime.core.spi.Authenticator;
import dev.realtime.core.spi.Authenticator.Outcome;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Takes an authenticator's answers apart. */
final class Verdicts {

    private Verdicts() {}

    static Outcome of(Authenticator authenticator, String token) {
        return soon(authenticator.authenticate(token));
    }

    /** The value of a stage that a real provider may be behind; a test must not hang on it. */
    static <T> T soon(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
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
