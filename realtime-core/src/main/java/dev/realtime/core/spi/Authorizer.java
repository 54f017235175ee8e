package dev.realtime.core.spi;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Identity;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Decides what an identity may do with a channel. The engine asks it after its own rules: that a channel belongs to the
 * identity's tenant and that a personal channel belongs to its user is never asked, it is so.
 *
 * <p><b>Threads:</b> called on lanes for every subscribe and publish, so it must not block; answer with a completed
 * stage where possible.
 *
 * <p><b>Time:</b> a stage completes within seconds, exceptionally if what it asks is away. The engine sets no deadline of
 * its own: until then the peer's request waits, and whatever has to come after it.
 *
 * <p><b>Errors:</b> a stage that completes exceptionally counts as "no", with a temporary error.
 */
@FunctionalInterface
public interface Authorizer {

    CompletionStage<Boolean> allows(Identity who, Action action, ChannelName channel);

    /** Allows nothing: what a hub does until it is told otherwise. */
    static Authorizer nothing() {
        return (who, action, channel) -> CompletableFuture.completedFuture(false);
    }

    /** Allows everything inside the identity's tenant. */
    static Authorizer everything() {
        return (who, action, channel) -> CompletableFuture.completedFuture(true);
    }

    enum Action {
        SUBSCRIBE,
        PUBLISH,
        PRESENCE,
        HISTORY
    }
}
