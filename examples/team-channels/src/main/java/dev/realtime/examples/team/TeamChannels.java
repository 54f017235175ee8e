package dev.realtime.examples.team;

import dev.realtime.core.ChannelName;
import dev.realtime.core.hub.Hub;
import dev.realtime.server.RealtimeServer;
import dev.realtime.server.call.AdminCalls;
import dev.realtime.server.config.ConfigSources;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * A team's live workspace on five channels: a chat with an assistant that answers word by word, alerts, documents that are
 * being worked on, and figures every ten seconds. Clients speak the dialect {@code channels} on {@code /ws?userId=…}; other
 * programs ask for things by {@code POST /call}.
 */
public final class TeamChannels implements AutoCloseable {

    static final ChannelName CHAT = ChannelName.of("chat");
    static final ChannelName NOTIFICATIONS = ChannelName.of("notifications");
    static final ChannelName DOCUMENTS = ChannelName.of("documents");
    static final ChannelName ANALYTICS = ChannelName.of("analytics");

    private static final String PAGE = "/dev/realtime/examples/team/page";

    // One thread does all that happens by the clock; nothing on it waits.
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "team-clock");
        thread.setDaemon(true);
        return thread;
    });
    private final RealtimeServer server;

    private TeamChannels(ConfigSources settings, Duration figuresEvery) {
        server = RealtimeServer.builder()
                .configuration(settings.load())
                .page(PAGE)
                .calls(this::calls)
                .stopOnShutdown()
                .start();
        new Analytics(server.hub()).every(figuresEvery, clock);
    }

    /** @param args the settings' file, {@code realtime.yaml}; the environment has the admin key */
    public static void main(String[] args) {
        ConfigSources settings = new ConfigSources(Optional.of(Path.of(args[0])), System.getenv(), Map.of());
        try (TeamChannels team = start(settings, Duration.ofSeconds(10))) {
            System.out.println("Team channels: http://127.0.0.1:" + team.port() + "/");
            team.server.awaitStop();
        }
    }

    static TeamChannels start(ConfigSources settings, Duration figuresEvery) {
        return new TeamChannels(settings, figuresEvery);
    }

    int port() {
        return server.port();
    }

    private AdminCalls calls(Hub hub) {
        return AdminCalls.NONE
                .with("ai.chat", new Assistant(hub, clock))
                .with("alerts.raise", new Alerts(hub))
                .with("documents.process", new Documents(hub, clock));
    }

    @Override
    public void close() {
        clock.shutdownNow();
        server.close();
    }
}
