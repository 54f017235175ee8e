package dev.realtime.core.hub;

import dev.realtime.core.hub.ReadingGate.Reason;
import dev.realtime.core.spi.Telemetry;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Lets the commands of one connection take effect in the order in which they came, channel by channel, and stops reading
 * a peer that has too many without an outcome.
 *
 * <p><b>Threads:</b> confined to the connection's lane.
 */
final class CommandOrder {

    /** Something a peer asked for. */
    @FunctionalInterface
    interface Command {
        /** @return completed when the command has taken its place in the order, on any thread; null if it has already */
        CompletionStage<?> start();

        /** Called instead if the connection ended first. */
        default void dropped() {}
    }

    private final Connection connection;
    // Channels with a command whose place is not sure yet, and what waits behind it. Null while there is none.
    private Map<String, Deque<Command>> waiting;
    private int outstanding;
    private long outcomeAtNanos;

    CommandOrder(Connection connection) {
        this.connection = connection;
    }

    /** Starts the command when those before it on the same channel have their place. */
    void submit(String channel, Command command) {
        Deque<Command> behind = waiting == null ? null : waiting.get(channel);
        if (behind != null) {
            // Waiting counts as well, or a peer could pile up any number behind one slow answer.
            begin();
            behind.add(command);
            return;
        }
        CompletionStage<?> placed = command.start();
        if (!isDone(placed)) {
            waiting = waiting == null ? new HashMap<>() : waiting;
            waiting.put(channel, new ArrayDeque<>(2));
            goOnAfter(placed, channel);
        }
    }

    /** Channels with a command whose place is not sure yet. */
    List<String> unsettled() {
        return waiting == null ? List.of() : List.copyOf(waiting.keySet());
    }

    /** A command waits or is under way. */
    void begin() {
        outstanding++;
        if (outstanding == connection.kernel().limits().maxOutstandingCommands()) {
            outcomeAtNanos = connection.kernel().nanos();
            connection.kernel().telemetry().limitHit(Telemetry.Limit.COMMANDS);
            connection.reading().close(Reason.COMMANDS);
        }
    }

    /** A command has its outcome, or waits no longer. */
    void finish() {
        outstanding--;
        outcomeAtNanos = connection.kernel().nanos();
        if (outstanding == connection.kernel().limits().maxOutstandingCommands() / 2) {
            connection.reading().open(Reason.COMMANDS);
        }
    }

    /**
     * Whether the peer is not being read just now, so that its silence proves nothing. That excuses it only as long as its
     * commands have outcomes now and then.
     */
    boolean excusesSilence(long nowNanos) {
        return connection.reading().isClosedFor(Reason.COMMANDS)
                && nowNanos - outcomeAtNanos
                        < connection.kernel().limits().deadAfter().toNanos();
    }

    /** Drops what has not started. */
    void forget() {
        if (waiting == null) {
            return;
        }
        Collection<Deque<Command>> dropped = waiting.values();
        waiting = null;
        dropped.forEach(behind -> behind.forEach(Command::dropped));
    }

    private void goOnAfter(CompletionStage<?> placed, String channel) {
        placed.whenComplete((result, failure) -> connection.lane().run(() -> next(channel)));
    }

    private void next(String channel) {
        while (waiting != null && waiting.containsKey(channel)) {
            Command command = waiting.get(channel).poll();
            if (command == null) {
                waiting.remove(channel);
                return;
            }
            CompletionStage<?> placed = command.start();
            // Its wait is over. Last, so that a peer with many more waiting is not read for a moment.
            finish();
            if (!isDone(placed)) {
                goOnAfter(placed, channel);
                return;
            }
        }
    }

    private static boolean isDone(CompletionStage<?> placed) {
        return placed == null || placed.toCompletableFuture().isDone();
    }
}
