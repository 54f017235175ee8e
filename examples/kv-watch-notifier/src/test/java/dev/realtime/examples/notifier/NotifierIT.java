package dev.realtime.examples.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.memory.SystemRandomness;
import dev.realtime.examples.notifier.TelegramStandIn.Sent;
import dev.realtime.kv.ClientBox;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The daemon as it is shipped, with the server as it is shipped, a real PostgreSQL and Telegram's stand-in. */
@Timeout(180)
class NotifierIT {

    private static Backend backend;

    @TempDir
    private Path directory;

    @BeforeAll
    static void begin() {
        backend = new Backend();
    }

    @AfterAll
    static void end() {
        backend.close();
    }

    @Test
    void tellsOfAChangeByHttpAndOfOneByPlainSql() {
        backend.put("ann", "todo.old", Backend.value("is there already"));
        try (Daemon daemon = new Daemon(backend, "ann", directory);
                Program notifier = daemon.run().awaitOutput("First start: 1 tasks")) {
            backend.put("ann", "todo.index", Backend.value("is no task"));
            backend.put("ann", "note.a", Backend.value("is none either"));
            backend.put("bob", "todo.a", Backend.value("is of somebody else"));
            backend.put("ann", "todo.f649", Backend.value("by HTTP"));
            daemon.awaitTitle("by HTTP");
            backend.insert("ann", "todo.a1b2", Backend.value("by SQL"));
            daemon.awaitTitle("by SQL");
            backend.sql("delete from kv_record where owner = 'ann' and name = 'todo.a1b2'");
            backend.put("ann", "todo.f649", Backend.value("once more"));
            daemon.awaitTitle("once more");

            assertThat(daemon.titles()).containsExactly("by HTTP", "by SQL", "once more");
            Sent sent = daemon.telegram.sent().get(1);
            assertThat(sent.text()).isEqualTo("by SQL\nsoon\n\nStatus: todo\nPriority: high");
            assertThat(sent.buttons())
                    .containsExactly(
                            new TelegramStandIn.Button("Work on This", "", "work:a1b2"),
                            new TelegramStandIn.Button("Open in Happy", "https://tasks.example.com/open/task/a1b2", ""),
                            new TelegramStandIn.Button("Dismiss", "", "dismiss"));
            assertThat(notifier.output())
                    .contains("Connected to ws://127.0.0.1", "Telegram: @ZenFlo_bot")
                    .doesNotContain(TelegramStandIn.TOKEN)
                    .doesNotContain(Backend.token("ann").substring(0, 40))
                    .doesNotContain("by HTTP");
        }
    }

    @Test
    void doesWhatButtonsSay() {
        try (Daemon daemon = new Daemon(backend, "carl", directory);
                Program notifier = daemon.run().awaitOutput("First start")) {
            backend.put("carl", "todo.f649", Backend.value("the task"));
            daemon.awaitTitle("the task");
            Sent message = daemon.telegram.sent().get(0);

            String stranger = daemon.telegram.press(
                    99, message.id(), message.button("Work on This").data());
            String work = daemon.telegram.press(
                    message.id(), message.button("Work on This").data());
            String dismiss = daemon.telegram.press(
                    message.id(), message.button("Dismiss").data());

            Awaitility.await().until(() -> daemon.telegram.answer(dismiss).isPresent());
            assertThat(daemon.telegram.answer(work)).contains("You are working on it");
            assertThat(daemon.telegram.answer(stranger)).isEmpty();
            assertThat(daemon.telegram.hasButtons(message.id())).isFalse();
            String value = backend.get("carl", "todo.f649").path("value").asText();
            assertThat(new TodoFormat(Optional.empty()).read(value))
                    .contains(new Todo("the task", "soon", "in_progress", "high"));
            backend.put("carl", "todo.last", Backend.value("the last"));
            daemon.awaitTitle("the last");
            assertThat(daemon.titles()).containsExactly("the task", "the last");
            assertThat(notifier.output()).contains("pressed in another chat");
        }
    }

    @Test
    void opensWhatTheAppSealed() {
        byte[] key = HexFormat.of().parseHex("030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ced5dc");
        byte[] json = "{\"title\":\"sealed by the app\"}".getBytes(StandardCharsets.UTF_8);
        try (Daemon daemon = new Daemon(backend, "dora", directory)) {
            daemon.settings.put("NOTIFIER_BOX_KEY", "AMFBC-GA7EY-WTIO2-CJFIF-OXTFN-RZXVA-MIR6L-J3JFL-WK44B-R6O2X-OA");
            try (Program notifier = daemon.run().awaitOutput("First start")) {
                byte[] box = new ClientBox(key, new SystemRandomness()).seal(json);
                backend.put("dora", "todo.f649", Base64.getEncoder().encodeToString(box));

                daemon.awaitTitle("sealed by the app");
                assertThat(notifier.output()).doesNotContain("AMFBC");
            }
        }
    }

    @Test
    @DisplayName("of 200 changes 99 % are told within a second, all within five")
    void isFast() {
        int changes = 200;
        Map<String, Long> written = new ConcurrentHashMap<>();
        Map<String, Long> told = new ConcurrentHashMap<>();
        try (Daemon daemon = new Daemon(backend, "eve", directory);
                Program notifier = daemon.run().awaitOutput("First start")) {
            daemon.telegram.whenSent(message ->
                    told.putIfAbsent(message.text().lines().findFirst().orElse(""), System.nanoTime()));
            // A chat takes one message a second from Telegram; this is ten.
            AtomicInteger count = new AtomicInteger();
            ScheduledExecutorService writers = Executors.newScheduledThreadPool(1);
            writers.scheduleAtFixedRate(
                    () -> write(count.getAndIncrement(), changes, written), 0, 100, TimeUnit.MILLISECONDS);
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> told.size() == changes);
            writers.shutdownNow();
            assertThat(notifier.output()).doesNotContain("WARNING");
            assertThat(daemon.titles()).doesNotHaveDuplicates();
        }

        List<Duration> delays = new ArrayList<>();
        written.forEach((title, at) -> delays.add(Duration.ofNanos(told.get(title) - at)));
        delays.sort(null);
        System.out.printf(
                "delay of %d changes: p50 %d ms, p99 %d ms, max %d ms%n",
                changes,
                delays.get(changes / 2).toMillis(),
                delays.get(changes * 99 / 100 - 1).toMillis(),
                delays.get(changes - 1).toMillis());
        assertThat(delays.get(changes * 99 / 100 - 1)).isLessThan(Duration.ofSeconds(1));
        assertThat(delays.get(changes - 1)).isLessThan(Duration.ofSeconds(5));
    }

    private static void write(int number, int changes, Map<String, Long> written) {
        if (number >= changes) {
            return;
        }
        String title = "task " + number;
        // before it is committed: what is measured is rather too long
        written.put(title, System.nanoTime());
        if (number % 2 == 0) {
            backend.put("eve", "todo." + number, Backend.value(title));
        } else {
            backend.insert("eve", "todo." + number, Backend.value(title));
        }
    }

    @Test
    @DisplayName("why there is no connection is said in one line, with the server's own words")
    void saysWhyItIsRefused() {
        try (Daemon daemon = new Daemon(backend, "fred", directory)) {
            daemon.settings.put("NOTIFIER_TOKEN", "not-a-token-of-this-server");
            try (Program notifier =
                    daemon.run().awaitOutput("No upgrade, but status 401 {\"error\":{\"code\":\"UNAUTHORIZED\"")) {
                assertThat(notifier.output()).doesNotContain("not-a-token");
            }
        }
    }

    @Test
    void stopsAtSigtermAndStartsOnlyOnce() {
        try (Daemon daemon = new Daemon(backend, "gina", directory);
                Program notifier = daemon.run().awaitOutput("First start")) {
            try (Program second = daemon.run()) {
                assertThat(second.exit()).isEqualTo(78);
                assertThat(second.output()).contains("another notifier uses");
            }

            notifier.terminate();

            assertThat(notifier.exit()).isEqualTo(143);
        }
    }
}
