package dev.realtime.server.cli;

import dev.realtime.server.call.Json;
import dev.realtime.server.call.JsonFields;
import dev.realtime.server.config.ConfigException;
import dev.realtime.server.config.Secret;
import dev.realtime.server.config.ServerConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "pub",
        description = "Publishes to a channel, or to a user, of a server that runs, with auth.admin-key.",
        footer = {
            "",
            "Examples:",
            "  realtime-server pub chat '{\"text\":\"hello\"}'",
            "  realtime-server pub --user 42 --event task.created '{\"id\":7}'",
            "  tail -f events.jsonl | realtime-server pub orders -       a message for each line"
        })
final class PubCommand implements Callable<Integer>, Configured {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String INPUT = "-";

    private final ConfigFlags flags = new ConfigFlags();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "1..2",
            paramLabel = "[CHANNEL] JSON",
            description = "Where to, and a JSON value; - for one value a line of standard input.")
    private String[] arguments;

    @Option(
            names = {"-u", "--user"},
            description = "Publishes to all connections of this user.")
    private Optional<String> user = Optional.empty();

    @Option(names = "--tenant", defaultValue = "", description = "Default: the default tenant.")
    private String tenant;

    @Option(names = "--event", defaultValue = "", description = "What happened.")
    private String event;

    @Option(names = "--count", defaultValue = "1", description = "How often. Default: ${DEFAULT-VALUE}.")
    private int count;

    @Option(names = "--server", description = "Default: http, or https with server.tls, server.host and server.port.")
    private Optional<URI> server = Optional.empty();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (user.isPresent() == (arguments.length == 2)) {
            throw new ParameterException(spec.commandLine(), "need either a channel or --user, and one JSON value");
        }
        if (count < 1) {
            throw new ParameterException(spec.commandLine(), "--count: need a number from 1");
        }
        String data = arguments[arguments.length - 1];
        if (!data.equals(INPUT) && !isOneValue(data)) {
            throw new ParameterException(
                    spec.commandLine(), "need one JSON value; a text has quotes of its own: '\"hello\"'");
        }
        ServerConfig config = flags.sources(System.getenv()).load();
        String key = config.auth()
                .adminKey()
                .map(Secret::reveal)
                .orElseThrow(() -> new ConfigException("auth.admin-key", "need it to publish"));
        URI target = target(config);
        return data.equals(INPUT) ? publishLines(target, key) : publish(target, key, data);
    }

    @Override
    public ConfigFlags flags() {
        return flags;
    }

    private int publish(URI target, String key, String data) throws IOException, InterruptedException {
        for (int i = 0; i < count; i++) {
            if (!publishOnce(target, key, data)) {
                return ExitCode.FAILURE;
            }
        }
        return ExitCode.OK;
    }

    private int publishLines(URI target, String key) throws IOException, InterruptedException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        int number = 1;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!line.isBlank() && !isOneValue(line)) {
                spec.commandLine().getErr().println("line " + number + ": need one JSON value");
                return ExitCode.FAILURE;
            }
            if (!line.isBlank() && publish(target, key, line) != ExitCode.OK) {
                return ExitCode.FAILURE;
            }
            number++;
        }
        return ExitCode.OK;
    }

    /** It goes into the request as it is written: a comma in it would add fields that nobody asked for. */
    private static boolean isOneValue(String json) {
        return JsonFields.read(("{\"data\":" + json + "}").getBytes(StandardCharsets.UTF_8))
                .filter(fields -> fields.names().equals(Set.of("data")))
                .isPresent();
    }

    private boolean publishOnce(URI target, String key, String data) throws IOException, InterruptedException {
        String body = Json.object(json -> {
            json.writeStringField("tenant", tenant);
            json.writeStringField("event", event);
            json.writeFieldName("data");
            json.writeRawValue(data);
        });
        HttpRequest request = HttpRequest.newBuilder(target)
                .timeout(PATIENCE)
                .header("x-api-key", key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer;
        try {
            answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            spec.commandLine().getErr().println("cannot reach " + target.getAuthority());
            return false;
        }
        boolean isTaken = answer.statusCode() == 200;
        (isTaken ? spec.commandLine().getOut() : spec.commandLine().getErr()).println(answer.body());
        return isTaken;
    }

    private URI target(ServerConfig config) {
        URI base = server.orElseGet(() -> Nearby.of(config.server(), "http", "/"));
        String subject = user.map(id -> "users/" + encoded(id)).orElseGet(() -> "channels/" + encoded(arguments[0]));
        return base.resolve("/v1/" + subject + "/publications");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
