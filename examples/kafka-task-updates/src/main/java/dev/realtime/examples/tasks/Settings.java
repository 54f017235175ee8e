package dev.realtime.examples.tasks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where it listens and what it needs.
 *
 * @param kafka {@code host:port}
 * @param realtime where pages connect, {@code ws://…/ws}
 * @param secret of tokens; the Realtime server has the same
 */
record Settings(InetSocketAddress listen, String kafka, String realtime, String secret) {

    static Settings of(Map<String, String> environment) {
        String[] listen =
                environment.getOrDefault("TASKS_LISTEN", "127.0.0.1:8090").split(":");
        return new Settings(
                new InetSocketAddress(listen[0], Integer.parseInt(listen[1])),
                needed(environment, "TASKS_KAFKA"),
                needed(environment, "TASKS_REALTIME"),
                secret(environment));
    }

    private static String secret(Map<String, String> environment) {
        return Optional.ofNullable(environment.get("TASKS_JWT_SECRET_FILE"))
                .map(file -> read(Path.of(file)))
                .orElseGet(() -> needed(environment, "TASKS_JWT_SECRET"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static String needed(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name))
                .orElseThrow(() -> new IllegalArgumentException("need " + name + " in the environment"));
    }
}
