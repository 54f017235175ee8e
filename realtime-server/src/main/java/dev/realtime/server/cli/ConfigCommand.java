package dev.realtime.server.cli;

import dev.realtime.server.RealtimeServer;
import dev.realtime.server.config.EffectiveConfig;
import dev.realtime.server.config.Reference;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "config",
        description = "Looks at the configuration without starting anything.",
        subcommands = {ConfigCommand.Check.class, ConfigCommand.Show.class, ConfigCommand.Docs.class})
final class ConfigCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }

    @Command(
            name = "check",
            description =
                    "Says whether the server would start with it, and what it would warn of; exits with 78 if not.")
    static final class Check implements Callable<Integer>, Configured {
        private final ConfigFlags flags = new ConfigFlags();

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            RealtimeServer.builder()
                    .configuration(flags.sources(System.getenv()).load())
                    .check()
                    .forEach(warning -> spec.commandLine().getErr().println("warning: " + warning));
            spec.commandLine().getOut().println("configuration is good");
            return ExitCode.OK;
        }

        @Override
        public ConfigFlags flags() {
            return flags;
        }
    }

    @Command(name = "show", description = "Prints every setting in force and where it comes from. Secrets are masked.")
    static final class Show implements Callable<Integer>, Configured {
        private final ConfigFlags flags = new ConfigFlags();

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            EffectiveConfig effective = flags.sources(System.getenv()).effective();
            effective.lines().forEach(spec.commandLine().getOut()::println);
            return ExitCode.OK;
        }

        @Override
        public ConfigFlags flags() {
            return flags;
        }
    }

    @Command(name = "docs", description = "Prints the reference of all settings in Markdown.")
    static final class Docs implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            spec.commandLine().getOut().print(Reference.markdown());
            spec.commandLine().getOut().flush();
            return ExitCode.OK;
        }
    }
}
