package dev.realtime.examples.notifier;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * The notifier, of which a test decides where a process dies: the file that {@code DEATH} names holds a {@link Point} and a
 * process id, or 0 for its own.
 */
final class MortalNotifier {

    private static final Path ORDER = Path.of(System.getenv().getOrDefault("DEATH", "death"));

    private MortalNotifier() {}

    public static void main(String[] args) {
        Main.run(ports -> new Notifier.Ports(
                new MortalKeys(ports.keys()), new MortalChat(ports.chat()), new MortalLedger(ports.ledger())));
    }

    private static void reached(Point point) {
        try {
            if (!Files.exists(ORDER)) {
                return;
            }
            String[] order = Files.readString(ORDER).split(" ");
            if (!order[0].equals(point.name())) {
                return;
            }
            Files.delete(ORDER);
            long self = ProcessHandle.current().pid();
            long victim = Long.parseLong(order[1]) == 0 ? self : Long.parseLong(order[1]);
            new ProcessBuilder("kill", "-9", String.valueOf(victim)).start().waitFor();
            if (victim == self) {
                // not one step further
                TimeUnit.MINUTES.sleep(1);
            }
            ProcessHandle.of(victim).ifPresent(dying -> dying.onExit().join());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private record MortalKeys(Keys keys) implements Keys {

        @Override
        public Optional<Entry> get(TaskKey key) throws UnreadableException {
            reached(Point.HEARD);
            Optional<Entry> entry = keys.get(key);
            reached(Point.FETCHED);
            return entry;
        }

        @Override
        public Map<TaskKey, Long> list() {
            Map<TaskKey, Long> versions = keys.list();
            reached(Point.LISTED);
            return versions;
        }

        @Override
        public OptionalLong write(TaskKey key, String value, long seenVersion) {
            OptionalLong version = keys.write(key, value, seenVersion);
            reached(Point.WRITTEN);
            return version;
        }
    }

    private record MortalChat(Chat chat) implements Chat {

        @Override
        public Outcome send(Notice notice) {
            Outcome outcome = chat.send(notice);
            reached(Point.SENT);
            return outcome;
        }

        @Override
        public void removeButtons(int message) {
            chat.removeButtons(message);
        }

        @Override
        public void answer(Press press, String text) {
            chat.answer(press, text);
        }

        @Override
        public Presses presses(int after) {
            return chat.presses(after);
        }
    }

    private record MortalLedger(Ledger ledger) implements Ledger {

        @Override
        public boolean isNew() {
            return ledger.isNew();
        }

        @Override
        public void baseline(Map<TaskKey, Long> versions) {
            ledger.baseline(versions);
        }

        @Override
        public OptionalLong announced(TaskKey key) {
            return ledger.announced(key);
        }

        @Override
        public Iterable<TaskKey> keys() {
            return ledger.keys();
        }

        @Override
        public void sending(Change change) {
            ledger.sending(change);
            reached(Point.SENDING);
        }

        @Override
        public void notSent() {
            ledger.notSent();
        }

        @Override
        public void settled(Change change) {
            ledger.settled(change);
            reached(Point.SETTLED);
        }

        @Override
        public void forget(Iterable<TaskKey> keys) {
            ledger.forget(keys);
        }

        @Override
        public void writing(TaskKey key, Optional<String> digest) {
            ledger.writing(key, digest);
            reached(Point.WRITING);
        }

        @Override
        public Optional<String> written(TaskKey key) {
            return ledger.written(key);
        }
    }
}
