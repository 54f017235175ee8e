package dev.realtime.server.cli;

import dev.realtime.auth.JwtAuthenticator;
import dev.realtime.core.ChannelName;
import dev.realtime.core.Identity;
import dev.realtime.core.UserId;
import dev.realtime.core.spi.Authenticator.Outcome;
import dev.realtime.server.Signer;
import dev.realtime.server.config.ConfigException;
import dev.realtime.server.config.JwtConfig;
import dev.realtime.server.config.Times;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "token",
        description = "Makes and reads tokens with the keys of the configuration.",
        subcommands = {TokenCommand.Create.class, TokenCommand.Check.class})
final class TokenCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }

    @Command(
            name = "create",
            description = "Prints a token signed with auth.jwt.secret, for development.",
            footer = {
                "",
                "Example:",
                "  REALTIME_AUTH_JWT_SECRET_FILE=secret realtime-server token create -u alice --ttl 1h"
            })
    static final class Create implements Callable<Integer>, Configured {
        private final ConfigFlags flags = new ConfigFlags();

        @Spec
        private CommandSpec spec;

        @Option(
                names = {"-u", "--user"},
                required = true,
                description = "The user's id.")
        private String user;

        @Option(names = "--tenant", defaultValue = "", description = "The user's tenant. Default: the default tenant.")
        private String tenant;

        @Option(names = "--role", description = "A role; may be repeated.")
        private Set<String> roles = Set.of();

        @Option(
                names = "--channel",
                description = "Makes a token for this channel alone: it lets the user in, and opens no connection.")
        private Optional<String> channel = Optional.empty();

        @Option(names = "--ttl", defaultValue = "1h", description = "How long it is good. Default: ${DEFAULT-VALUE}.")
        private String ttl;

        @Override
        public Integer call() {
            Signer signer =
                    Signer.of(flags.sources(System.getenv()).load().auth().jwt());
            spec.commandLine().getOut().println(token(signer));
            return ExitCode.OK;
        }

        private String token(Signer signer) {
            if (channel.isEmpty()) {
                return signer.issue(user(), roles, life());
            }
            if (!roles.isEmpty()) {
                throw new ParameterException(spec.commandLine(), "--role is for tokens without --channel");
            }
            ChannelName name = ChannelName.parse(tenant, channel.get())
                    .orElseThrow(
                            () -> new ParameterException(spec.commandLine(), "--channel: need the name of a channel"));
            return signer.issueSubscription(user(), name, life());
        }

        @Override
        public ConfigFlags flags() {
            return flags;
        }

        private UserId user() {
            try {
                return new UserId(tenant, user);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), e.getMessage(), e);
            }
        }

        private Duration life() {
            try {
                return Times.parse(ttl);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), "--ttl: " + e.getMessage(), e);
            }
        }
    }

    @Command(
            name = "check",
            description = "Reads a token from standard input and says whether the server would take it.",
            footer = {"", "A token is not taken as an argument, since everybody on this machine could read it."})
    static final class Check implements Callable<Integer>, Configured {
        private final ConfigFlags flags = new ConfigFlags();

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws IOException {
            JwtConfig config = flags.sources(System.getenv()).load().auth().jwt();
            try (JwtAuthenticator authenticator = config.authenticator()
                    .orElseThrow(() -> new ConfigException("auth.jwt", "need a key to check tokens with"))) {
                return tell(authenticator
                        .authenticate(input())
                        .toCompletableFuture()
                        .join());
            } catch (CompletionException e) {
                spec.commandLine().getErr().println("cannot tell: there are no current keys");
                return ExitCode.FAILURE;
            }
        }

        @Override
        public ConfigFlags flags() {
            return flags;
        }

        private int tell(Outcome outcome) {
            if (outcome instanceof Outcome.Rejected rejected) {
                spec.commandLine().getErr().println("refused: " + rejected.reason());
                return ExitCode.FAILURE;
            }
            Identity identity = ((Outcome.Accepted) outcome).identity();
            String until = identity.expiresAt().map(Instant::toString).orElse("for ever");
            spec.commandLine()
                    .getOut()
                    .println("good: user " + identity.user() + ", roles " + identity.roles() + ", until " + until);
            return ExitCode.OK;
        }

        private static String input() throws IOException {
            BufferedReader reader = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            String line = reader.readLine();
            return line == null ? "" : line.strip();
        }
    }
}
