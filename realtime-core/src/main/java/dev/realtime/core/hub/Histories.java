package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.History;
import dev.realtime.core.Message;
import dev.realtime.core.Publication;
import dev.realtime.core.RefusedException;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.spi.Authorizer.Action;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Answers to peers that want to read what a channel keeps, a page at a time.
 *
 * <p><b>Threads:</b> stateless; called on the connection's lane.
 */
final class Histories {

    private static final int DEFAULT_COUNT = 100;

    private final HistoryPages pages;
    private final Permits permits;

    Histories(Kernel kernel, Permits permits) {
        // An answer stands in the control queue.
        this.pages = new HistoryPages(kernel, kernel.limits().maxControlBytes() / 2);
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
                    .exceptionally(failure -> () -> cannot(connection, history, name, Border.cause(failure)))
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

    private static void cannot(
            Connection connection, ClientFrame.History history, ChannelName name, Throwable failure) {
        if (failure instanceof RefusedException refused && refused.code() == ErrorCode.UNRECOVERABLE_POSITION) {
            connection.fail(history.id(), Optional.of(name), refused.code(), refused.getMessage());
        } else {
            connection.fail(history.id(), Optional.of(name), ErrorCode.NOT_AVAILABLE, "the history cannot be read");
        }
    }

    private CompletionStage<History> page(ChannelName name, ClientFrame.History history) {
        return pages.page(name, history.since(), history.limit().orElse(DEFAULT_COUNT), history.reverse());
    }

    // Where it goes on follows from what was read, not from what is shown of it.
    private static void answer(Connection connection, ClientFrame.History history, ChannelName name, History page) {
        if (!connection.isOver()) {
            List<Publication> shown = page.publications().stream()
                    .filter(publication -> isFor(connection, publication.message()))
                    .toList();
            connection.tell(new ServerFrame.Publications(history.id(), name, shown, page.next(), page.top()));
        }
    }

    // Whoever did not want to hear himself does not find himself in the history either.
    private static boolean isFor(Connection connection, Message message) {
        return message.echo() || !message.origin().equals(connection.client());
    }
}
