package dev.realtime.server.cli;

import dev.realtime.server.StartException;
import dev.realtime.server.config.ConfigException;
import dev.realtime.server.config.ConfigSources;
import dev.realtime.server.log.LogSetup;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program's entry. Exit codes are those of {@link ExitCode}. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        LogSetup.claim();
        int code = commandLine(arguments).execute(arguments);
        LogSetup.stop();
        System.exit(code);
    }

    static CommandLine commandLine(String... arguments) {
        CommandLine root = new CommandLine(new RealtimeCommand());
        addFlags(root, new HashSet<>(List.of(arguments)));
        root.getCommandSpec().version(VersionCommand.LINE);
        root.setUsageHelpWidth(100);
        root.setExecutionStrategy(Main::run);
        root.setExecutionExceptionHandler((failure, command, result) -> report(failure, command));
        root.setParameterExceptionHandler((wrong, given) -> report(wrong));
        return root;
    }

    /** To the commands that are asked for: seventy flags for each of all would double the time of a start. */
    private static void addFlags(CommandLine command, Set<String> words) {
        if (command.getCommand() instanceof Configured configured) {
            configured.flags().addTo(command.getCommandSpec());
        }
        if (!(command.getCommand() instanceof HelpCommand)) {
            command.getCommandSpec().addOption(help());
        }
        command.getSubcommands().forEach((name, subcommand) -> {
            if (words.contains(name)) {
                addFlags(subcommand, words);
            }
        });
    }

    private static OptionSpec help() {
        return OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .type(boolean.class)
                .description("Shows this help.")
                .build();
    }

    /** Flags before the command belong to it as well: none may be dropped in silence. */
    private static int run(ParseResult parsed) {
        List<CommandLine> commands = parsed.asCommandLineList();
        ConfigFlags before = ((RealtimeCommand) commands.get(0).getCommand()).flags();
        CommandLine asked = commands.get(commands.size() - 1);
        if (asked.getCommand() instanceof Configured configured) {
            configured.flags().addGivenBefore(before);
        } else if (!before.isEmpty()) {
            throw new ParameterException(asked, "This command takes no settings: " + asked.getCommandName());
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    private static int report(Exception failure, CommandLine command) throws Exception {
        if (failure instanceof ConfigException bad) {
            bad.problems().forEach(command.getErr()::println);
            return ExitCode.BAD_CONFIGURATION;
        }
        if (failure instanceof StartException cannot) {
            command.getErr().println(cannot.getMessage());
            return ExitCode.FAILURE;
        }
        throw failure;
    }

    private static int report(ParameterException wrong) {
        PrintWriter err = wrong.getCommandLine().getErr();
        Optional<ConfigException> setting = unknownSetting(wrong);
        if (setting.isPresent()) {
            setting.get().problems().forEach(err::println);
            return ExitCode.BAD_CONFIGURATION;
        }
        err.println(wrong.getMessage());
        UnmatchedArgumentException.printSuggestions(wrong, err);
        err.println("Try realtime-server help.");
        return ExitCode.USAGE;
    }

    /** A flag with a dot in it was meant as a setting: the configuration is what is wrong. */
    private static Optional<ConfigException> unknownSetting(ParameterException wrong) {
        if (!(wrong instanceof UnmatchedArgumentException unmatched)) {
            return Optional.empty();
        }
        String flag = unmatched.getUnmatched().get(0);
        String name = flag.split("=", 2)[0];
        if (!name.startsWith("--") || !name.contains(".")) {
            return Optional.empty();
        }
        try {
            ConfigSources.given(Map.of(name.substring(2), "")).load();
            return Optional.empty();
        } catch (ConfigException e) {
            return Optional.of(e);
        }
    }
}
