package dev.realtime.server.cli;

import dev.realtime.server.Demo;
import dev.realtime.server.config.ConfigSources;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "demo",
        description = "Runs a server to play with: in memory, on this machine only, with users, tokens and a page.",
        footer = {"", "Open the page it prints, or paste one of the lines into another terminal."})
final class DemoCommand implements Callable<Integer>, Configured {

    private final ConfigFlags flags = new ConfigFlags();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        ConfigSources sources = flags.sources(System.getenv());
        Program.log(sources.load().log());
        try (Demo demo = Demo.start(sources)) {
            PrintWriter out = spec.commandLine().getOut();
            demo.description().forEach(out::println);
            out.flush();
            Program.announce(demo.server());
            Program.runUntilStopped(demo.server());
        }
        return ExitCode.OK;
    }

    @Override
    public ConfigFlags flags() {
        return flags;
    }
}
