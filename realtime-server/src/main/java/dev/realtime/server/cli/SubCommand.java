package dev.realtime.server.cli;

import dev.realtime.codec.jackson.RealtimeV1Dialect;
import dev.realtime.core.UserId;
import dev.realtime.core.memory.SystemTicker;
import dev.realtime.server.Signer;
import dev.realtime.server.config.JwtConfig;
import dev.realtime.server.config.ServerConfig;
import dev.realtime.server.config.Times;
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
            "A line is channel, offset and data, parted by tabs. It ends with 1 when the connection does, when the server"
                    + " falls silent, and when one of the channels is refused.",
            "",
            "Examples:",
            "  realtime-server sub chat -u alice",
            "  realtime-server sub -u alice                      what is sent to alice",
            "  realtime-server sub chat -u alice --count 1       waits for one message"
        })
final class SubCommand implements Callable<Integer>, Configured {

    private static final Duration LIFE = Duration.ofHours(12);

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

    @Option(
            names = "--timeout",
            defaultValue = "10s",
            description = "How long the server may take to answer. Default: ${DEFAULT-VALUE}.")
    private String timeout;

    @Option(
            names = "--server",
            description = "Default: ws, or wss with server.tls, server.host, server.port and /realtime.")
    private Optional<URI> server = Optional.empty();

    @Override
    public Integer call() throws InterruptedException {
        if (count < 0) {
            throw new ParameterException(spec.commandLine(), "--count: need a number from 0");
        }
        Duration patience = patience();
        ServerConfig config = flags.sources(System.getenv()).load();
        String token = token(config.auth().jwt());
        Printer printer = new Printer(
                spec.commandLine().getOut(),
                spec.commandLine().getErr(),
                new Printer.Wanted(channels, raw, count),
                patience,
                SystemTicker.INSTANCE);
        URI target = server.orElseGet(() -> Nearby.of(config.server(), "ws", "/realtime"));
        WebSocket socket;
        try {
            socket = HttpClient.newBuilder()
                    .connectTimeout(patience)
                    .build()
                    .newWebSocketBuilder()
                    .connectTimeout(patience)
                    .subprotocols(RealtimeV1Dialect.NAME + ".json")
                    .buildAsync(target, printer)
                    .join();
        } catch (CompletionException e) {
            spec.commandLine().getErr().println("cannot reach " + target.getAuthority());
            return ExitCode.FAILURE;
        }
        socket.sendText(Printer.connect(token, channels), true);
        int code = printer.await();
        socket.abort();
        return code;
    }

    @Override
    public ConfigFlags flags() {
        return flags;
    }

    private Duration patience() {
        try {
            return Times.parse(timeout);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--timeout: " + e.getMessage(), e);
        }
    }

    private String token(JwtConfig config) {
        try {
            return Signer.of(config).issue(new UserId(tenant, user), roles, LIFE);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
