package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Message;
import dev.realtime.core.Publication;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.spi.Authorizer.Action;
import dev.realtime.core.spi.Broker;
import dev.realtime.core.spi.Broker.Page;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Answers to peers that want to read what a channel keeps, a page at a time. A page is bounded in bytes as well, so it may
 * hold fewer entries than asked for; the next one starts where it ended.
 *
 * <p><b>Threads:</b> stateless; called on the connection's lane.
 */
final class Histories {

    private static final int DEFAULT_COUNT = 100;

    private final Kernel kernel;
    private final Permits permits;

    Histories(Kernel kernel, Permits permits) {
        this.kernel = kernel;
        this.permits = permits;
    }

    void read(Connection connection, ClientFrame.History history) {
        permits.onChannel(connection, history.id(), history.channel(), name -> {
            if (history.limit().orElse(1) < 1) {
                connection.mistake(history.id(), "limit must be above zero");
                return null;
            }
            connection.order().begin();
            return permits.allowed(connection, Action.HISTORY, name)
                    .thenCompose(allowed -> answer(connection, history, name, allowed))
                    .exceptionally(failure -> () -> cannot(connection, history, name))
                    .thenAccept(answer -> connection.lane().run(() -> tell(connection, answer)));
        });
    }

    private CompletionStage<Runnable> answer(
            Connection connection, ClientFrame.History history, ChannelName name, boolean allowed) {
        return allowed
                ? page(name, history).thenApply(page -> () -> answer(connection, history, name, page))
                : CompletableFuture.completedFuture(() -> permits.denied(connection, history.id(), name));
    }

    // A peer that asks for many pages at once gets them as fast as it reads; they never pile up for it.
    private static void tell(Connection connection, Runnable answer) {
        Telling.whenAllTold(connection, () -> {
            connection.order().finish();
            answer.run();
        });
    }

    private static void cannot(Connection connection, ClientFrame.History history, ChannelName name) {
        connection.fail(history.id(), Optional.of(name), ErrorCode.NOT_AVAILABLE, "the history cannot be read");
    }

    private CompletionStage<Page> page(ChannelName name, ClientFrame.History history) {
        int count =
                Math.min(history.limit().orElse(DEFAULT_COUNT), kernel.limits().maxHistoryCount());
        int bytes = kernel.limits().maxControlBytes() / 2;
        Broker broker = kernel.broker();
        return kernel.atOwner(
                name,
                () -> history.reverse()
                        ? broker.readBack(name, history.since(), count, bytes)
                        : broker.read(name, history.since(), count, bytes));
    }

    private void answer(Connection connection, ClientFrame.History history, ChannelName name, Page page) {
        if (connection.isOver()) {
            return;
        }
        if (page instanceof Page.Entries found) {
            List<Publication> shown = found.entries().stream()
                    .filter(publication -> isFor(connection, publication.message()))
                    .toList();
            connection.tell(new ServerFrame.Publications(
                    history.id(), name, shown, next(found, history.reverse()), found.top()));
        } else {
            connection.fail(
                    history.id(),
                    Optional.of(name),
                    ErrorCode.UNRECOVERABLE_POSITION,
                    "the history does not reach there");
        }
    }

    // By what was read, not by what is shown of it.
    private static OptionalLong next(Page.Entries found, boolean reverse) {
        List<Publication> entries = found.entries();
        if (entries.isEmpty()) {
            return OptionalLong.empty();
        }
        long last = entries.get(entries.size() - 1).offset();
        boolean isAll = reverse ? last == 1 : last == found.top().offset();
        return isAll ? OptionalLong.empty() : OptionalLong.of(last);
    }

    // Whoever did not want to hear himself does not find himself in the history either.
    private static boolean isFor(Connection connection, Message message) {
        return message.echo() || !message.origin().equals(connection.client());
    }
}
