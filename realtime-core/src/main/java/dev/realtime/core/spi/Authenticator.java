package dev.realtime.core.spi;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.Identity;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Turns a credential into an identity.
 *
 * <p><b>Threads:</b> called from any thread, returns at once. It may complete on any thread.
 *
 * <p><b>Time:</b> a stage completes within seconds, exceptionally if what it asks is away. The engine sets no deadline of
 * its own but for the first token of a connection: until then the peer's request waits, and whatever has to come after it.
 *
 * <p><b>Errors:</b> a bad credential is a {@link Outcome.Rejected}. A stage that completes exceptionally means that
 * nobody can tell now; the peer is answered with a temporary error.
 */
@FunctionalInterface
public interface Authenticator {

    /** Judges every token as bad: right where no keys were configured. */
    Authenticator NO_KEYS =
            token -> CompletableFuture.completedStage(new Outcome.Rejected(ErrorCode.UNAUTHORIZED, "no_keys"));

    /** @param token what the peer presented, never empty, at most a few kilobytes; never log it */
    CompletionStage<Outcome> authenticate(String token);

    sealed interface Outcome {
        /** @param identity {@linkplain Identity#verified verified}, as the credential was good */
        record Accepted(Identity identity) implements Outcome {}

        /**
         * @param code {@code UNAUTHORIZED}, {@code TOKEN_EXPIRED}, or {@code PERMISSION_DENIED} for a credential that is
         *     good but somebody else's than the peer claimed to be
         * @param reason for the log and metrics: one of few fixed words, never the peer's text
         */
        record Rejected(ErrorCode code, String reason) implements Outcome {}
    }
}
