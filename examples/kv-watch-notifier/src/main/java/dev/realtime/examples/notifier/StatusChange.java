package dev.realtime.examples.notifier;

import dev.realtime.examples.notifier.Keys.UnavailableException;
import dev.realtime.examples.notifier.Keys.UnreadableException;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Sets the status of tasks, which is no news to the chat where that was asked for: the version it writes is settled. Only if
 * the version before has been announced, else somebody's change would be settled with it unseen.
 *
 * <p>What is written is recorded before by its digest. So the version is known for the notifier's own even if it dies, or the
 * answer is lost, before that version could be recorded.
 *
 * <p><b>Threads:</b> confined to the notifier's worker.
 */
final class StatusChange {

    private static final System.Logger LOG = System.getLogger(StatusChange.class.getName());
    private static final int TRIES = 3;

    private final Keys keys;
    private final Ledger ledger;
    private final TodoFormat format;
    private final String status;

    /** @param status what tasks are set to */
    StatusChange(Notifier.Ports ports, TodoFormat format, String status) {
        this.keys = ports.keys();
        this.ledger = ports.ledger();
        this.format = format;
        this.status = status;
    }

    /** @return what to tell who asked for it */
    String apply(String buttonData) {
        return ButtonData.taskToWorkOn(buttonData, ledger.keys())
                .map(this::apply)
                .orElse("This task is not here any more");
    }

    private String apply(TaskKey key) {
        try {
            for (int tries = 0; tries < TRIES; tries++) {
                Optional<String> result = attempt(key);
                if (result.isPresent()) {
                    return result.get();
                }
            }
            return "Somebody else is changing this task, try again";
        } catch (UnavailableException e) {
            LOG.log(Level.WARNING, "{0} is perhaps not changed: {1}", key, e.getMessage());
            return "The server is away, try again";
        } catch (UnreadableException e) {
            return unreadable();
        }
    }

    /** Empty if somebody else was faster. */
    private Optional<String> attempt(TaskKey key) throws UnreadableException {
        Optional<Entry> found = keys.get(key);
        if (found.isEmpty()) {
            return Optional.of("This task is not here any more");
        }
        Entry entry = found.get();
        Optional<Todo> todo = format.read(entry.value());
        if (todo.isEmpty()) {
            return Optional.of(unreadable());
        }
        if (todo.get().status().equals(status)) {
            return Optional.of(done());
        }
        String value = format.withStatus(entry.value(), status).orElseThrow();
        boolean wasAnnounced = ledger.announced(key).equals(OptionalLong.of(entry.version()));
        if (wasAnnounced) {
            ledger.writing(key, Optional.of(Digest.of(value)));
        }
        OptionalLong written = keys.write(key, value, entry.version());
        if (written.isEmpty()) {
            ledger.writing(key, Optional.empty());
            return Optional.empty();
        }
        if (wasAnnounced) {
            ledger.settled(new Change(key, written.getAsLong()));
        }
        LOG.log(Level.INFO, "{0} is being worked on, version {1,number,#}", key, written.getAsLong());
        return Optional.of(done());
    }

    private static String done() {
        return "You are working on it";
    }

    private static String unreadable() {
        return "This task cannot be read here";
    }
}
