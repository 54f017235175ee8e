package dev.realtime.examples.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The notifier and the server die by SIGKILL at every point of the flow, and come back. Every final version is announced;
 * twice only if the notifier died when Telegram had the message and the record was not yet made.
 */
@Timeout(180)
class KillsIT {

    private static final String TASK = "todo.f649";
    private static final EnumSet<Point> IN_DOUBT = EnumSet.of(Point.SENT);

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

    @ParameterizedTest
    @EnumSource(names = {"LISTED", "HEARD", "FETCHED", "SENDING", "SENT", "SETTLED"})
    @DisplayName("the notifier dies when it has")
    void theNotifierDies(Point point) {
        String user = "notifier-" + point;
        try (Daemon daemon = new Daemon(backend, user, directory).startedBefore()) {
            backend.put(user, TASK, Backend.value("the task"));
            daemon.die(point, 0);
            try (Program notifier = daemon.runMortal()) {
                assertThat(notifier.exit()).isEqualTo(137);
            }

            try (Program notifier = daemon.run()) {
                notifier.awaitOutput("Connected to");
                daemon.awaitTitle("the task");
                backend.put(user, "todo.last", Backend.value("the last"));
                daemon.awaitTitle("the last");
            }

            List<String> once = List.of("the task", "the last");
            List<String> twice = List.of("the task", "the task", "the last");
            assertThat(daemon.titles()).isEqualTo(IN_DOUBT.contains(point) ? twice : once);
        }
    }

    @Test
    @DisplayName("with onDoubt=skip the message in doubt is not repeated, and only that one can be lost")
    void skipsADoubt() {
        String user = "skipping";
        try (Daemon daemon = new Daemon(backend, user, directory).startedBefore()) {
            daemon.settings.put("NOTIFIER_ON_DOUBT", "skip");
            backend.put(user, TASK, Backend.value("the task"));
            daemon.die(Point.SENT, 0);
            try (Program notifier = daemon.runMortal()) {
                assertThat(notifier.exit()).isEqualTo(137);
            }

            try (Program notifier = daemon.run()) {
                notifier.awaitOutput("Connected to");
                backend.put(user, "todo.last", Backend.value("the last"));
                daemon.awaitTitle("the last");
            }

            assertThat(daemon.titles()).containsExactly("the task", "the last");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"WRITING", "WRITTEN"})
    @DisplayName("the notifier dies while it sets a status, which is done once it is back and is no news, when it has")
    void theNotifierDiesAtAButton(Point point) {
        String user = "button-" + point;
        try (Daemon daemon = new Daemon(backend, user, directory).startedBefore()) {
            backend.put(user, TASK, Backend.value("the task"));
            try (Program notifier = daemon.runMortal()) {
                daemon.awaitTitle("the task");
                notifier.awaitOutput("Announced");
                daemon.die(point, 0);
                daemon.telegram.press(daemon.telegram.sent().get(0).id(), "work:f649");
                assertThat(notifier.exit()).isEqualTo(137);
            }

            try (Program notifier = daemon.run()) {
                notifier.awaitOutput("meanwhile");
                backend.put(user, "todo.last", Backend.value("the last"));
                daemon.awaitTitle("the last");
                // the press that was under way is heard again
                Awaitility.await().until(() -> status(user).equals("in_progress"));
            }

            assertThat(daemon.titles()).containsExactly("the task", "the last");
        }
    }

    @Test
    @DisplayName("the server dies at every point, and as soon as it has written")
    void theServerDies() {
        String user = "server";
        try (Daemon daemon = new Daemon(backend, user, directory).startedBefore();
                Program notifier = daemon.runMortal()) {
            notifier.awaitOutput("meanwhile");
            for (Point point : EnumSet.range(Point.HEARD, Point.SETTLED)) {
                daemon.die(point, backend.server().pid());
                backend.put(user, "todo." + point, Backend.value("at " + point));
                assertThat(backend.server().exit()).isEqualTo(137);
                backend.start();
                daemon.awaitTitle("at " + point);
            }
            backend.put(user, "todo.written", Backend.value("written"));
            backend.server().kill();
            backend.start();
            daemon.awaitTitle("written");
            backend.server().kill();
            backend.start(pid -> daemon.die(Point.LISTED, pid));
            assertThat(backend.server().exit()).isEqualTo(137);
            backend.start();
            backend.put(user, "todo.last", Backend.value("the last"));
            daemon.awaitTitle("the last");

            assertThat(daemon.titles())
                    .containsExactly(
                            "at HEARD", "at FETCHED", "at SENDING", "at SENT", "at SETTLED", "written", "the last");
        }
    }

    private static String status(String user) {
        return new TodoFormat(Optional.empty())
                .read(backend.get(user, TASK).path("value").asText())
                .orElseThrow()
                .status();
    }
}
