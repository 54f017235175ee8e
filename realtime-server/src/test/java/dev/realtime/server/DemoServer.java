package dev.realtime.server;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
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
        return new DemoServer(process, URI.create(ProcessOutput.await(process, READY)));
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
