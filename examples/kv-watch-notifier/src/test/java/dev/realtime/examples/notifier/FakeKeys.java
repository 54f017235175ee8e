package dev.realtime.examples.notifier;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A server in memory, which can be away. */
final class FakeKeys implements Keys {

    final Map<TaskKey, Entry> entries = new LinkedHashMap<>();
    boolean away;
    /** There is no list, but every key can be had. */
    boolean listFails;
    /** The next write is done, but its answer is lost. */
    boolean answerIsLost;
    /** Somebody writes this just before the next write. */
    Optional<String> faster = Optional.empty();

    private long version = 1000;

    static String value(String title) {
        return value(title, "todo");
    }

    static String value(String title, String status) {
        return Base64.getEncoder()
                .encodeToString(("{\"title\":\"" + title + "\",\"status\":\"" + status + "\"}").getBytes(UTF_8));
    }

    /** Somebody writes. */
    Change put(String id, String title) {
        TaskKey key = new TaskKey(id);
        entries.put(key, new Entry(value(title), ++version));
        return new Change(key, version);
    }

    Change delete(String id) {
        entries.remove(new TaskKey(id));
        return new Change(new TaskKey(id), ++version);
    }

    @Override
    public Optional<Entry> get(TaskKey key) throws UnreadableException {
        needPresence();
        Entry entry = entries.get(key);
        if (entry != null && entry.value().equals("sealed with a lost key")) {
            throw new UnreadableException("status 500");
        }
        return Optional.ofNullable(entry);
    }

    @Override
    public Map<TaskKey, Long> list() {
        needPresence();
        if (listFails) {
            throw new UnavailableException("status 500");
        }
        Map<TaskKey, Long> versions = new LinkedHashMap<>();
        entries.forEach((key, entry) -> versions.put(key, entry.version()));
        return versions;
    }

    @Override
    public OptionalLong write(TaskKey key, String value, long seenVersion) {
        needPresence();
        faster.ifPresent(title -> put(key.id(), title));
        faster = Optional.empty();
        if (entries.get(key).version() != seenVersion) {
            return OptionalLong.empty();
        }
        entries.put(key, new Entry(value, ++version));
        if (answerIsLost) {
            answerIsLost = false;
            throw new UnavailableException("no answer");
        }
        return OptionalLong.of(version);
    }

    private void needPresence() {
        if (away) {
            throw new UnavailableException("away");
        }
    }
}
