package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.frame.ClientFrame.SubscribeOptions;
import dev.realtime.core.policy.Backoff;
import dev.realtime.core.spi.Dialect;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Subscriptions that a connection has from its greeting on: its user's own channel, and those that its endpoint gives to
 * everybody. Nobody asked for them, so nobody would ask again: where the broker is away or the channel is full, the
 * engine does, until they are there.
 *
 * <p><b>Threads:</b> stateless; called on the connection's lane.
 */
final class Enrolment {

    private static final int JITTER = 1_000;

    private Enrolment() {}

    /** Lets the user into the channel, whatever the authorizer would say. */
    static void admit(Connection connection, ChannelName name) {
        if (!name.isPersonal()) {
            connection.subscriptions().grant(name, Grant.OF_SERVER);
        }
    }

    /** @return completed when the subscription has its place, or has to wait for it */
    static CompletionStage<Void> begin(Connection connection, ChannelName name, SubscribeOptions options) {
        if (connection.isOver()) {
            return CompletableFuture.completedFuture(null);
        }
        if (!name.isPersonal()) {
            connection.subscriptions().reserve(Integer.MAX_VALUE);
        }
        // A dialect without a place for it is not bothered with the answer.
        Dialect dialect = connection.dialect();
        boolean told = dialect.startsWithConnect() || dialect.listensOnly();
        return Placing.subscribe(new Wish(connection, OptionalLong.empty(), name, options, told, Wish.By.THE_ENDPOINT));
    }

    /** It did not come about. */
    static void again(Wish wish) {
        later(wish.connection(), wish.failures(), () -> wish.connection()
                .order()
                .submit(wish.name().local(), () -> isDue(wish) ? Placing.subscribe(wish.failed()) : null));
    }

    /** Does it when a broker may be back, unless the connection is over by then. @param failures so far, before this one */
    static void later(Connection connection, int failures, Runnable task) {
        Kernel kernel = connection.kernel();
        double jitter = kernel.randomness().below(JITTER) / (double) JITTER;
        long delayNanos = Backoff.DEFAULT.delay(failures, jitter).toNanos();
        connection.lane().connections().later(delayNanos, () -> {
            if (!connection.isOver()) {
                task.run();
            }
        });
    }

    // Meanwhile the peer may have subscribed by itself, or have unsubscribed.
    private static boolean isDue(Wish wish) {
        Subscriptions subscriptions = wish.connection().subscriptions();
        ChannelName name = wish.name();
        boolean isDue = subscriptions.get(name) == null
                && (name.isPersonal() || subscriptions.grant(name).isPresent());
        if (!isDue && !name.isPersonal()) {
            subscriptions.giveBack();
        }
        return isDue;
    }
}
