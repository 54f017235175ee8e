package dev.realtime.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The program itself, {@code java -jar realtime-server.jar demo}, in a process of its own.
 *
 * <p><b>Threads:</b> confined to the test that started it.
 */
final class DemoServer implements AutoCloseable {

    private static final Pattern READY = Pattern.compile("ready in .*?(http://[^\\s\"]+?:\\d+/)");

    private final Process process;
    private final URI page;

    private DemoServer(Process process, URI page) {
        this.process = process;
        this.page = page;
    }

    /** Returns when it says that it is ready. */
    static DemoServer start() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        System.getProperty("realtime.server.jar", "target/realtime-server.jar"),
                        "demo",
                        "--server.port=0")
                .redirectErrorStream(true)
                .start();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            said.append(line).append('\n');
            Matcher ready = READY.matcher(line);
            if (ready.find()) {
                Thread drain = new Thread(() -> output.lines().forEach(ignored -> {}), "server-output");
                drain.setDaemon(true);
                drain.start();
                return new DemoServer(process, URI.create(ready.group(1)));
            }
        }
        throw new IOException("the server ended before it was ready: " + said);
    }

    /** The address of the page at {@code /}. */
    URI page() {
        return page;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
