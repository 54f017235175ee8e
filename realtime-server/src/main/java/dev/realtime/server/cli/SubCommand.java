package dev.realtime.server.cli;

import dev.realtime.codec.jackson.RealtimeV1Dialect;
import dev.realtime.core.UserId;
import dev.realtime.server.Signer;
import dev.realtime.server.config.JwtConfig;
import dev.realtime.server.config.ServerConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "sub",
        description = "Prints what comes in channels of a server that runs, as a user, with a token signed with"
                + " auth.jwt.secret.",
        footer = {
            "",
            "A line is channel, offset and data, parted by tabs. It ends with 1 when the connection does.",
            "",
            "Examples:",
            "  realtime-server sub chat -u alice",
            "  realtime-server sub -u alice                      what is sent to alice",
            "  realtime-server sub chat -u alice --count 1       waits for one message"
        })
final class SubCommand implements Callable<Integer>, Configured {

    private static final Duration LIFE = Duration.ofHours(12);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ConfigFlags flags = new ConfigFlags();

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "CHANNEL", description = "Channels; what is sent to the user comes too.")
    private Set<String> channels = Set.of();

    @Option(
            names = {"-u", "--user"},
            required = true,
            description = "As whom.")
    private String user;

    @Option(names = "--tenant", defaultValue = "", description = "Default: the default tenant.")
    private String tenant;

    @Option(names = "--role", description = "A role; may be repeated.")
    private Set<String> roles = Set.of();

    @Option(names = "--count", defaultValue = "0", description = "Ends after so many messages; 0 for never.")
    private int count;

    @Option(names = "--raw", description = "Prints every message of the protocol as it came.")
    private boolean raw;

    @Option(names = "--server", description = "Default: ws://127.0.0.1, server.port and /realtime.")
    private Optional<URI> server = Optional.empty();

    @Override
    public Integer call() throws InterruptedException {
        ServerConfig config = flags.sources(System.getenv()).load();
        Printer printer =
                new Printer(spec.commandLine().getOut(), spec.commandLine().getErr(), raw, count);
        URI target = server.orElseGet(
                () -> URI.create("ws://127.0.0.1:" + config.server().port() + "/realtime"));
        WebSocket socket;
        try {
            socket = HttpClient.newBuilder()
                    .connectTimeout(PATIENCE)
                    .build()
                    .newWebSocketBuilder()
                    .subprotocols(RealtimeV1Dialect.NAME + ".json")
                    .buildAsync(target, printer)
                    .join();
        } catch (CompletionException e) {
            spec.commandLine().getErr().println("cannot reach " + target.getAuthority());
            return ExitCode.FAILURE;
        }
        socket.sendText(Printer.connect(token(config.auth().jwt()), channels), true);
        int code = printer.await();
        socket.abort();
        return code;
    }

    @Override
    public ConfigFlags flags() {
        return flags;
    }

    private String token(JwtConfig config) {
        try {
            return Signer.of(config).issue(new UserId(tenant, user), roles, LIFE);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
