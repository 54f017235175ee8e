package dev.realtime.examples.assistant;

import dev.realtime.core.hub.Hub;
import dev.realtime.core.spi.CallHandler;
import dev.realtime.core.spi.CallHandlers;
import dev.realtime.server.RealtimeServer;
import dev.realtime.server.config.ConfigSources;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * An assistant that reads a user's mail. Clients connect with a token and are told of what happens, each user of his own; they
 * ask for a synchronisation, say which thread they look at, and put questions, which are answered in pieces. What happens
 * while nobody is there waits for the user.
 */
public final class AssistantEvents implements AutoCloseable {

    // One thread does all that happens by the clock; nothing on it waits.
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "assistant-clock");
        thread.setDaemon(true);
        return thread;
    });
    private final RealtimeServer server;

    private AssistantEvents(ConfigSources settings) {
        server = RealtimeServer.builder()
                .configuration(settings.load())
                .onCalls(this::handlers)
                .stopOnShutdown()
                .start();
    }

    /** @param args the settings' file, {@code realtime.yaml}; the environment has the secret of tokens and the admin key */
    public static void main(String[] args) {
        try (AssistantEvents assistant =
                start(new ConfigSources(Optional.of(Path.of(args[0])), System.getenv(), Map.of()))) {
            System.out.println("Assistant events: ws://127.0.0.1:" + assistant.port() + "/ws?token=...");
            assistant.server.awaitStop();
        }
    }

    static AssistantEvents start(ConfigSources settings) {
        return new AssistantEvents(settings);
    }

    int port() {
        return server.port();
    }

    private CallHandlers handlers(Hub hub) {
        Threads threads = new Threads(hub);
        return CallHandlers.NONE
                .with("sync.request", CallHandler.hearing(new Synchronisation(hub, clock)::begin))
                .with("thread.view", CallHandler.hearing(threads::view))
                .with("typing.start", CallHandler.hearing(threads::typing))
                .with("ask.request", CallHandler.hearing(new Answers(hub, clock)::answer));
    }

    @Override
    public void close() {
        clock.shutdownNow();
        server.close();
    }
}
