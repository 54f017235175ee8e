package dev.realtime.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The Chromium of this machine, without a window and with a profile of its own.
 *
 * <p><b>Threads:</b> confined to the test that started it.
 */
final class Browser implements AutoCloseable {

    private static final Pattern LISTENING = Pattern.compile("DevTools listening on (\\S+)");

    private final Process process;
    private final DevTools tools;
    private final Map<String, Tab> tabs = new ConcurrentHashMap<>();

    private Browser(Process process, URI address) {
        this.process = process;
        this.tools = new DevTools(address, this::dispatch);
    }

    /** Where the browser is; empty if the machine has none. */
    static Optional<Path> find() {
        return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** @param profile an empty folder */
    static Browser start(Path program, Path profile) throws IOException {
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--headless",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--no-first-run",
                        "about:blank")
                .redirectErrorStream(true)
                .start();
        return new Browser(process, address(process));
    }

    /** A tab with nothing in common with the others but the program. */
    Tab open(URI page) {
        String target = tools.ask("", "Target.createTarget", "url", "about:blank")
                .get("targetId")
                .asText();
        String session = tools.ask("", "Target.attachToTarget", "targetId", target, "flatten", true)
                .get("sessionId")
                .asText();
        Tab tab = new Tab(tools, session, target);
        tabs.put(session, tab);
        tab.go(page);
        return tab;
    }

    private void dispatch(String session, JsonNode event) {
        Optional.ofNullable(tabs.get(session)).ifPresent(tab -> tab.happened(event));
    }

    /** Goes on reading on a thread of its own: a program whose output nobody takes stands still. */
    private static URI address(Process process) throws IOException {
        BufferedReader output = process.inputReader();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher listening = LISTENING.matcher(line);
            if (listening.find()) {
                Thread drain = new Thread(() -> drain(output), "browser-output");
                drain.setDaemon(true);
                drain.start();
                return URI.create(listening.group(1));
            }
        }
        throw new IOException("the browser ended before it listened");
    }

    private static void drain(BufferedReader output) {
        try (output) {
            output.lines().forEach(ignored -> {});
        } catch (UncheckedIOException | IOException endOfTheProgram) {
            return;
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            tools.ask("", "Browser.close");
        }
        tools.close();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
