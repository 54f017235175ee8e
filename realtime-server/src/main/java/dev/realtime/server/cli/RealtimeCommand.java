package dev.realtime.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;

@Command(
        name = "realtime-server",
        description = "Real-time messaging over WebSocket.",
        subcommands = {
            ServeCommand.class,
            DemoCommand.class,
            ConfigCommand.class,
            TokenCommand.class,
            PubCommand.class,
            SubCommand.class,
            VersionCommand.class,
            HelpCommand.class
        },
        synopsisHeading = "%nUsage: ",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar realtime-server.jar demo                      play with it",
            "  java -jar realtime-server.jar                           serve on 127.0.0.1:8080",
            "  java -jar realtime-server.jar --server.port=9000        every setting is a flag,",
            "  REALTIME_SERVER_PORT=9000 java -jar realtime-server.jar and a variable",
            "  java -jar realtime-server.jar config check --config realtime.yaml",
            "",
            "Exit codes: 0 done, 1 failure, 2 wrong usage, 78 bad configuration."
        })
final class RealtimeCommand implements Callable<Integer>, Configured {

    private final ServeCommand serve = new ServeCommand();

    @Option(names = "--version", versionHelp = true, description = "Prints the version, as the command does.")
    private boolean version;

    @Override
    public Integer call() {
        return serve.call();
    }

    @Override
    public ConfigFlags flags() {
        return serve.flags();
    }
}
