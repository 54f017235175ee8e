package dev.realtime.examples.tasks;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Everybody's tasks, in memory. What happens to one happens when Kafka has been told, and in the order in which it has:
 * a page that reads the list and then hears of changes sees the same as this list does.
 *
 * <p><b>Threads:</b> thread-safe.
 */
final class Tasks {

    private static final int MAX_OF_A_USER = 1_000;
    private static final int MAX_USERS = 10_000;

    private final Map<String, ConcurrentSkipListMap<Long, Task>> tasks = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    private final Topic topic;
    private final InstantSource clock;

    Tasks(Topic topic, InstantSource clock) {
        this.topic = topic;
        this.clock = clock;
    }

    List<Task> of(String user) {
        return List.copyOf(
                tasks.getOrDefault(user, new ConcurrentSkipListMap<>()).values());
    }

    /** Whether the user may have one more. */
    boolean hasRoom(String user) {
        Map<Long, Task> his = tasks.get(user);
        return his == null ? tasks.size() < MAX_USERS : his.size() < MAX_OF_A_USER;
    }

    CompletableFuture<Task> add(String user, String title) {
        return put(Change.CREATED, user, new Task(ids.incrementAndGet(), title, false));
    }

    Optional<CompletableFuture<Task>> rename(String user, long id, String title) {
        return find(user, id).map(task -> put(Change.UPDATED, user, task.titled(title)));
    }

    Optional<CompletableFuture<Task>> finish(String user, long id) {
        return find(user, id).map(task -> put(Change.COMPLETED, user, task.finished()));
    }

    Optional<CompletableFuture<Task>> remove(String user, long id) {
        return find(user, id).map(task -> topic.write(change(Change.DELETED, user, task), () -> tasks.get(user)
                        .remove(id))
                .thenApply(done -> task));
    }

    private CompletableFuture<Task> put(String type, String user, Task task) {
        return topic.write(change(type, user, task), () -> tasks.computeIfAbsent(
                                user, first -> new ConcurrentSkipListMap<>())
                        .put(task.id(), task))
                .thenApply(done -> task);
    }

    private Change change(String type, String user, Task task) {
        return new Change(type, user, task.id(), task.title(), clock.instant().toString());
    }

    private Optional<Task> find(String user, long id) {
        return Optional.ofNullable(tasks.get(user)).map(his -> his.get(id));
    }
}
