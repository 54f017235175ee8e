package dev.realtime.examples.notifier;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A ledger in a file of JSON, which is replaced as a whole: written beside, forced to the disk, renamed. Who reads it finds
 * the state before or after a call, and nothing between.
 *
 * <p>A lock beside it keeps a second notifier away, which would announce everything once more.
 *
 * <p><b>Errors:</b> throws {@link UncheckedIOException} when nothing can be recorded; the notifier must not go on then.
 */
final class StateFile implements Ledger, AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FORMAT = 1;
    // Each is there because a write's outcome is unknown, or its announcement is not yet heard.
    private static final int MAX_WRITTEN = 64;

    private final Path file;
    private final FileChannel lock;
    private final Map<TaskKey, Long> announced = new LinkedHashMap<>();
    private final Map<TaskKey, String> written = new LinkedHashMap<>();
    private Optional<Change> sending = Optional.empty();
    private boolean isNew;

    private StateFile(Path file, FileChannel lock) {
        this.file = file;
        this.lock = lock;
    }

    /**
     * Opens the file, or begins one.
     *
     * @throws IllegalStateException if another notifier has it, or it cannot be read
     */
    static StateFile open(Path path, OnDoubt onDoubt) {
        Path file = path.toAbsolutePath();
        try {
            Files.createDirectories(file.getParent());
            StateFile state = new StateFile(file, lock(file));
            state.isNew = Files.notExists(file);
            if (!state.isNew) {
                state.read(Files.readAllBytes(file));
                state.resolve(onDoubt);
            }
            return state;
        } catch (IOException e) {
            throw new UncheckedIOException("the state file cannot be used: " + file, e);
        }
    }

    @Override
    public boolean isNew() {
        return isNew;
    }

    @Override
    public void baseline(Map<TaskKey, Long> versions) {
        announced.putAll(versions);
        isNew = false;
        save();
    }

    @Override
    public OptionalLong announced(TaskKey key) {
        Long version = announced.get(key);
        return version == null ? OptionalLong.empty() : OptionalLong.of(version);
    }

    @Override
    public Iterable<TaskKey> keys() {
        return List.copyOf(announced.keySet());
    }

    @Override
    public void sending(Change change) {
        sending = Optional.of(change);
        save();
    }

    @Override
    public void notSent() {
        sending = Optional.empty();
        save();
    }

    @Override
    public void settled(Change change) {
        announced.put(change.key(), change.version());
        written.remove(change.key());
        sending = Optional.empty();
        save();
    }

    @Override
    public void forget(Iterable<TaskKey> keys) {
        boolean changed = false;
        for (TaskKey key : keys) {
            changed |= announced.remove(key) != null;
            changed |= written.remove(key) != null;
        }
        if (changed) {
            save();
        }
    }

    @Override
    public void writing(TaskKey key, Optional<String> digest) {
        written.remove(key);
        digest.ifPresent(text -> written.put(key, text));
        if (written.size() > MAX_WRITTEN) {
            written.remove(written.keySet().iterator().next());
        }
        save();
    }

    @Override
    public Optional<String> written(TaskKey key) {
        return Optional.ofNullable(written.get(key));
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The process that sent it did not live to record the answer. */
    private void resolve(OnDoubt onDoubt) {
        sending.ifPresent(change -> {
            if (onDoubt == OnDoubt.SKIP) {
                settled(change);
            } else {
                notSent();
            }
        });
    }

    private void read(byte[] bytes) throws IOException {
        JsonNode state;
        try {
            state = JSON.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("this is no state file: " + file, e);
        }
        if (state.path("format").asInt() != FORMAT) {
            throw new IllegalStateException("this is no state file of format " + FORMAT + ": " + file);
        }
        for (Map.Entry<String, JsonNode> each : state.path("announced").properties()) {
            announced.put(key(each.getKey()), each.getValue().asLong());
        }
        for (Map.Entry<String, JsonNode> each : state.path("written").properties()) {
            written.put(key(each.getKey()), each.getValue().asText());
        }
        JsonNode inDoubt = state.path("sending");
        if (inDoubt.isObject()) {
            sending = Optional.of(new Change(
                    key(inDoubt.path("key").asText()), inDoubt.path("version").asLong()));
        }
    }

    private void save() {
        ObjectNode state = JSON.createObjectNode().put("format", FORMAT);
        sending.ifPresent(change ->
                state.putObject("sending").put("key", change.key().text()).put("version", change.version()));
        ObjectNode digests = state.putObject("written");
        written.forEach((key, digest) -> digests.put(key.text(), digest));
        ObjectNode versions = state.putObject("announced");
        announced.forEach((key, version) -> versions.put(key.text(), version));
        try {
            replace(JSON.writeValueAsBytes(state));
        } catch (IOException e) {
            throw new UncheckedIOException("the state file cannot be written: " + file, e);
        }
    }

    private void replace(byte[] content) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        // The rename itself is in the directory.
        try (FileChannel directory = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private static TaskKey key(String text) {
        return TaskKey.of(text)
                .orElseThrow(() -> new IllegalStateException("the state file names a key that is no task's"));
    }

    private static FileChannel lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(
                file.resolveSibling(file.getFileName() + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock taken = channel.tryLock();
            if (taken != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // held by this very process, which is as bad
        }
        channel.close();
        throw new IllegalStateException("another notifier uses " + file);
    }
}
