package dev.realtime.server.cli;

import dev.realtime.server.RealtimeServer;
import dev.realtime.server.config.ServerConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "serve",
        description = "Runs the server until it is told to stop (SIGTERM). The default command.",
        footer = {
            "",
            "Every setting of docs/configuration.md is a flag, for example --limits.max-connections=500.",
            "Exit codes: 0 stopped as asked, 1 could not start, 2 wrong usage, 78 bad configuration."
        })
final class ServeCommand implements Callable<Integer>, Configured {

    private final ConfigFlags flags = new ConfigFlags();

    @Override
    public Integer call() {
        ServerConfig config = flags.sources(System.getenv()).load();
        Program.log(config.log());
        try (RealtimeServer server =
                RealtimeServer.builder().configuration(config).start()) {
            Program.announce(server);
            Program.runUntilStopped(server);
        }
        return ExitCode.OK;
    }

    @Override
    public ConfigFlags flags() {
        return flags;
    }
}
