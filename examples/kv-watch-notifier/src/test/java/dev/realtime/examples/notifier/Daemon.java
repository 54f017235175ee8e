package dev.realtime.examples.notifier;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** What a notifier of one user runs with: its settings, its state, its chat. */
final class Daemon implements AutoCloseable {

    final TelegramStandIn telegram = TelegramStandIn.start();
    final Map<String, String> settings = new HashMap<>();

    private final Path directory;

    Daemon(Backend backend, String user, Path directory) {
        this.directory = directory;
        settings.putAll(Map.of(
                "NOTIFIER_SERVER", backend.url(),
                "NOTIFIER_TOKEN", Backend.token(user),
                "NOTIFIER_PUBLIC_URL", "https://tasks.example.com",
                "NOTIFIER_LISTEN", "127.0.0.1:0",
                "NOTIFIER_STATE", directory.resolve("notifier.json").toString(),
                "TELEGRAM_API_URL", telegram.url(),
                "TELEGRAM_BOT_TOKEN", TelegramStandIn.TOKEN,
                "TELEGRAM_CHAT_ID", String.valueOf(TelegramStandIn.CHAT),
                "DEATH", directory.resolve("death").toString()));
    }

    /** As if it had run before, when there were no tasks. */
    Daemon startedBefore() {
        return write("notifier.json", "{\"format\":1}");
    }

    /** A process dies as soon as the notifier gets there. @param pid 0 for the notifier's own */
    Daemon die(Point point, long pid) {
        return write("death", point + " " + pid);
    }

    /** The program as it is shipped. */
    Program run() {
        return new Program(settings, "-jar", System.getProperty("notifier.jar"));
    }

    Program runMortal() {
        String path = System.getProperty("notifier.jar") + File.pathSeparator + "target/test-classes";
        return new Program(settings, "-cp", path, MortalNotifier.class.getName());
    }

    /** The first line of each message. */
    List<String> titles() {
        return telegram.sent().stream()
                .map(message -> message.text().lines().findFirst().orElse(""))
                .toList();
    }

    void awaitTitle(String title) {
        Awaitility.await(title).atMost(Duration.ofSeconds(60)).until(() -> titles().contains(title));
    }

    @Override
    public void close() {
        telegram.close();
    }

    private Daemon write(String name, String content) {
        try {
            // at once, for somebody looks at it meanwhile
            Path next = Files.writeString(directory.resolve(name + ".tmp"), content);
            Files.move(next, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
