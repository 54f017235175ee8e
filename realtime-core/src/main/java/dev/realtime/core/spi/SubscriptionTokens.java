package dev.realtime.core.spi;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Identity;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Judges credentials for a single channel, which an application hands to those of its users it wants to let in. A good one
 * takes the place of the {@link Authorizer}'s "yes".
 *
 * <p><b>Threads:</b> called on lanes, returns at once; may complete on any thread.
 *
 * <p><b>Time:</b> a stage completes within seconds, exceptionally if what it asks is away. The engine sets no deadline of
 * its own: until then the peer's request waits, and whatever has to come after it.
 *
 * <p><b>Errors:</b> a bad credential is a {@link Verdict.Rejected}. A stage that completes exceptionally means that nobody
 * can tell now; the peer is answered with a temporary error.
 */
@FunctionalInterface
public interface SubscriptionTokens {

    /** @param token what the peer presented, never empty; never log it */
    CompletionStage<Verdict> judge(String token, Identity who, ChannelName channel);

    /** Lets nobody in. */
    static SubscriptionTokens none() {
        return (token, who, channel) -> CompletableFuture.completedFuture(
                new Verdict.Rejected(ErrorCode.PERMISSION_DENIED, "no-subscription-tokens"));
    }

    /** What became of a credential. */
    sealed interface Verdict {
        /** @param expiresAt when the subscription ends unless a fresh credential comes; empty for never */
        record Granted(Optional<Instant> expiresAt) implements Verdict {
            public Granted {
                Objects.requireNonNull(expiresAt, "expiresAt");
            }
        }

        /**
         * @param code {@code PERMISSION_DENIED} or {@code TOKEN_EXPIRED}
         * @param reason for the log and metrics: one of few fixed words, never the peer's text
         */
        record Rejected(ErrorCode code, String reason) implements Verdict {}
    }
}
