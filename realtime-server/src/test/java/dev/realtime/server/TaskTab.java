package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A tab of a browser that shows a user's tasks: reads whatever comes, and remembers the tasks it is told of. */
final class TaskTab implements WebSocket.Listener, AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Pattern TASK = Pattern.compile("^\\{\"type\":\"task_update\".*\"task_id\":(\\d+)");
    private static final Duration SOON = Duration.ofSeconds(10);

    private final StringBuilder text = new StringBuilder();
    private final List<Integer> tasks = new ArrayList<>();
    private final WebSocket socket;
    private int pongs;
    private boolean greeted;

    private TaskTab(int port, String user) {
        socket = HTTP.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/ws?user_id=" + user), this)
                .join();
    }

    /** One that is greeted, and so is told of everything from now on. */
    static TaskTab of(int port, String user) {
        TaskTab tab = new TaskTab(port, user);
        await().atMost(SOON).until(tab::isGreeted);
        return tab;
    }

    synchronized List<Integer> tasks() {
        return List.copyOf(tasks);
    }

    synchronized int count() {
        return tasks.size();
    }

    /** Asks and hears the answer: whatever was written to it before has come by then. */
    void ping() {
        int before = pongs();
        socket.sendText("{\"type\":\"ping\"}", true).join();
        await().atMost(SOON).until(() -> pongs() > before);
    }

    private synchronized int pongs() {
        return pongs;
    }

    private synchronized boolean isGreeted() {
        return greeted;
    }

    private synchronized void hear(String message) {
        Matcher task = TASK.matcher(message);
        if (task.find()) {
            assertThat(greeted).as("greeted before any task").isTrue();
            tasks.add(Integer.valueOf(task.group(1)));
        }
        greeted |= message.startsWith("{\"type\":\"connected\"");
        pongs += message.equals("{\"type\":\"pong\"}") ? 1 : 0;
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            hear(text.toString());
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public void close() {
        socket.abort();
    }
}
