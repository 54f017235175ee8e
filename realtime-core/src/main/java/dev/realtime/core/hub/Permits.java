package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions.Feature;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Identity;
import dev.realtime.core.spi.Authorizer.Action;
import dev.realtime.core.spi.SubscriptionTokens.Verdict;
import dev.realtime.core.spi.Telemetry.Adapter;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Whether a peer may do what it asks for: first the grammar of names, then the engine's own rules, then the {@link
 * dev.realtime.core.spi.Authorizer}.
 *
 * <p><b>Threads:</b> stateless; called on the connection's lane.
 */
final class Permits {

    private static final System.Logger LOG = System.getLogger(Permits.class.getName());
    private static final Verdict NOT_BY_TOKEN = new Verdict.Rejected(ErrorCode.PERMISSION_DENIED, "channel_rule");

    private final Kernel kernel;

    Permits(Kernel kernel) {
        this.kernel = kernel;
    }

    /** @return whether {@code channel} is a name at all; if not, the peer has been told */
    boolean onChannel(
            Connection connection,
            OptionalLong id,
            String channel,
            Function<ChannelName, CompletionStage<Void>> command) {
        Optional<ChannelName> name = ChannelName.parse(connection.identity().tenant(), channel);
        if (name.isEmpty()) {
            connection.mistake(id, "not a channel name");
            return false;
        }
        connection.order().submit(channel, () -> connection.isOver() ? null : command.apply(name.get()));
        return true;
    }

    // The answer is brought back to the lane. Whoever has gone meanwhile is allowed nothing.
    CompletionStage<Boolean> allowed(Connection connection, Action action, ChannelName name) {
        Identity who = connection.identity();
        Optional<Boolean> decided = decided(who, action, name);
        if (decided.isPresent()) {
            return CompletableFuture.completedFuture(decided.get());
        }
        CompletionStage<Boolean> answer = Border.ask(() -> kernel.authorizer().allows(who, action, name));
        return isKnown(answer)
                ? answer
                : here(connection, answer, Adapter.AUTHORIZER).thenApply(allowed -> allowed && !connection.isOver());
    }

    /**
     * Has the command done if the peer may, and tells it if not. The command counts as outstanding until {@code act} has
     * seen to its outcome, or it was refused.
     */
    CompletionStage<Void> ifAllowed(
            Connection connection, OptionalLong id, Action action, ChannelName name, Runnable act) {
        connection.order().begin();
        return allowed(connection, action, name)
                .thenAccept(allowed -> {
                    if (allowed) {
                        act.run();
                    } else {
                        connection.order().finish();
                        denied(connection, id, name);
                    }
                })
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        connection.order().finish();
                        failed(connection, id, name, failure);
                    }
                });
    }

    /** What becomes of a token for that channel, after the engine's own rules. */
    CompletionStage<Verdict> judged(Connection connection, String token, ChannelName name) {
        Identity who = connection.identity();
        if (decided(who, Action.SUBSCRIBE, name).isPresent()) {
            return CompletableFuture.completedFuture(NOT_BY_TOKEN);
        }
        CompletionStage<Verdict> answer = Border.ask(
                        () -> kernel.subscriptionTokens().judge(token, who, name))
                .thenApply(verdict -> Objects.requireNonNull(verdict, "a token was judged without a verdict"));
        return isKnown(answer) ? answer : here(connection, answer, Adapter.AUTHENTICATOR);
    }

    private static boolean isKnown(CompletionStage<?> answer) {
        CompletableFuture<?> known = answer.toCompletableFuture();
        return known.isDone() && !known.isCompletedExceptionally();
    }

    private <T> CompletionStage<T> here(Connection connection, CompletionStage<T> answer, Adapter asked) {
        CompletableFuture<T> here = new CompletableFuture<>();
        answer.whenComplete((value, failure) -> connection.lane().run(() -> {
            if (failure != null) {
                kernel.telemetry().failed(asked);
                here.completeExceptionally(failure);
            } else {
                here.complete(value);
            }
        }));
        return here;
    }

    // What the engine's own rules say; empty where the authorizer has the word.
    private Optional<Boolean> decided(Identity who, Action action, ChannelName name) {
        if (!name.admits(who.user())) {
            return Optional.of(false);
        }
        boolean isOwn = name.isPersonal() && name.equals(ChannelName.personal(who.user()));
        if (name.isPersonal() && action == Action.HISTORY) {
            return Optional.of(isOwn);
        }
        if (isOwn && action == Action.PRESENCE) {
            return Optional.of(true);
        }
        // A feed is read as it comes and resumed; each of its channels has publishers and a history of its own.
        boolean isClosedFeed = name.isFeed()
                && (action != Action.SUBSCRIBE || !kernel.optionsOf(name).has(Feature.FEED));
        return isClosedFeed ? Optional.of(false) : Optional.empty();
    }

    /** Answers no; the same for a channel that does not exist and one that is forbidden. */
    CompletionStage<Void> denied(Connection connection, OptionalLong id, ChannelName name) {
        connection.fail(id, Optional.of(name), ErrorCode.PERMISSION_DENIED, "not allowed");
        return CompletableFuture.completedFuture(null);
    }

    /** Nobody can tell now, or we have a bug: not done, and worth another try. */
    void failed(Connection connection, OptionalLong id, ChannelName name, Throwable failure) {
        log(connection, failure);
        connection.fail(id, Optional.of(name), ErrorCode.INTERNAL_ERROR, "internal error");
    }

    void log(Connection connection, Throwable failure) {
        LOG.log(System.Logger.Level.WARNING, "a command of " + connection + " failed", Border.cause(failure));
    }
}
