package dev.realtime.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.realtime.server.cli.Main;
import dev.realtime.testkit.HttpAnswer;
import dev.realtime.testkit.RawPeer;
import dev.realtime.testkit.WireFrame;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The program under test: {@code java -jar realtime-server.jar}, in a process of its own, on a port that was free.
 *
 * <p><b>Threads:</b> confined to its test, except its output, which is collected by a thread of its own.
 */
final class ServerProcess implements AutoCloseable {

    static final String KEY = "correct-horse-battery";
    static final String SECRET = "vY3xk8Qm2Lr7Tn5Wz9Bc4Hd6Jf1Gp0Se";

    private static final Pattern READY = Pattern.compile("ready in .*http://[^\\s\"]+?:(\\d+)/");
    private static final Map<String, String> SECRETS =
            Map.of("REALTIME_AUTH_ADMIN_KEY", KEY, "REALTIME_AUTH_JWT_SECRET", SECRET);

    private final Process process;
    private final List<String> output = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Integer> ready = new CompletableFuture<>();

    private ServerProcess(List<String> program, List<String> arguments, Map<String, String> environment) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(program);
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("REALTIME_") || name.equals("PORT"));
        builder.environment().putAll(environment);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread reader = new Thread(this::collect, "server-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** A server that is ready, with an admin key and a token secret. */
    static ServerProcess serve(String... arguments) {
        return serve(List.of(), arguments);
    }

    static ServerProcess serve(List<String> jvmOptions, String... arguments) {
        List<String> program = new ArrayList<>(jvmOptions);
        program.addAll(List.of("-jar", jar()));
        return ready(program, arguments);
    }

    /** The same, with modules of handlers beside it on the class path. */
    static ServerProcess serveWith(Path modules, String... arguments) {
        return ready(List.of("-cp", jar() + File.pathSeparator + modules, Main.class.getName()), arguments);
    }

    /** A program of the tests' own, which says where it listens as the server does. */
    static ServerProcess embedding(Class<?> program, Path classes) {
        ServerProcess embedded = new ServerProcess(
                List.of("-cp", jar() + File.pathSeparator + classes, program.getName()), List.of(), Map.of());
        embedded.port();
        return embedded;
    }

    private static ServerProcess ready(List<String> program, String... arguments) {
        List<String> all = new ArrayList<>(List.of("serve", "--server.port=0", "--log.format=plain"));
        all.addAll(List.of(arguments));
        ServerProcess server = new ServerProcess(program, all, SECRETS);
        server.port();
        return server;
    }

    private static String jar() {
        return System.getProperty("realtime.server.jar", "target/realtime-server.jar");
    }

    /** Any command, which may end by itself. */
    static ServerProcess run(Map<String, String> environment, String... arguments) {
        return new ServerProcess(List.of("-jar", jar()), List.of(arguments), environment);
    }

    /** Where it listens; waits until it does. */
    int port() {
        try {
            return ready.get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            process.destroyForcibly();
            throw new AssertionError("the server is not ready: " + output, e);
        }
    }

    List<String> output() {
        return List.copyOf(output);
    }

    /** Sends SIGTERM. */
    void terminate() {
        // Process.destroy would close the output too, and what it still says would be lost
        process.toHandle().destroy();
    }

    /** Gives it a line to read, and no more. */
    void say(String line) {
        try (Writer input = new OutputStreamWriter(process.getOutputStream(), UTF_8)) {
            input.write(line + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the end. @return the exit code */
    int exit() {
        try {
            if (!process.waitFor(40, TimeUnit.SECONDS)) {
                throw new AssertionError("the server does not end: " + output);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    HttpAnswer get(String path) {
        try (RawPeer peer = RawPeer.connect(port())) {
            return peer.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nx-api-key: " + KEY + "\r\n\r\n")
                    .answer();
        }
    }

    HttpAnswer call(String key, String body) {
        byte[] bytes = body.getBytes(UTF_8);
        try (RawPeer peer = RawPeer.connect(port())) {
            return peer.send("POST /call HTTP/1.1\r\nHost: localhost\r\nx-api-key: " + key
                            + "\r\nContent-Type: application/json\r\nContent-Length: " + bytes.length + "\r\n\r\n")
                    .send(bytes)
                    .answer();
        }
    }

    void broadcast(String channel, String data) {
        HttpAnswer answer = call(
                KEY,
                "{\"key\":\"websocket.broadcast\",\"params\":{\"channel\":\"" + channel + "\",\"data\":" + data + "}}");
        if (answer.status() != 200) {
            throw new AssertionError("need 200 but got " + answer);
        }
    }

    /** A client of dialect channels that is subscribed and has read its greeting. */
    RawPeer member(String user, String channel) {
        return member(RawPeer.connect(port()), user, channel);
    }

    RawPeer member(RawPeer peer, String user, String channel) {
        peer.opened("/ws?userId=" + user);
        peer.nextFrame();
        peer.send(WireFrame.text("{\"type\":\"subscribe\",\"channel\":\"" + channel + "\"}"));
        peer.nextFrame();
        return peer;
    }

    /** The peers' ports of all connections whose server's end the system still holds. */
    Set<Integer> heldPeerPorts() {
        Pattern connection = Pattern.compile(String.format(":%04X [0-9A-F]+:([0-9A-F]{4}) (?!06)", port()));
        return Stream.of("/proc/net/tcp", "/proc/net/tcp6")
                .flatMap(ServerProcess::lines)
                // 06 is TIME_WAIT, which only remembers the number
                .map(connection::matcher)
                .filter(Matcher::find)
                .map(match -> Integer.parseInt(match.group(1), 16))
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        kill();
    }

    /** Sends SIGKILL. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void collect() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.add(line);
                Matcher matcher = READY.matcher(line);
                if (matcher.find()) {
                    ready.complete(Integer.parseInt(matcher.group(1)));
                }
            }
        } catch (IOException e) {
            output.add(e.toString());
        }
        ready.completeExceptionally(new IOException("it ended"));
    }

    private static Stream<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file)).stream();
        } catch (IOException e) {
            return Stream.empty();
        }
    }
}
