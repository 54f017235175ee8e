package dev.realtime.server;

import dev.realtime.core.UserId;
import dev.realtime.core.memory.SystemRandomness;
import dev.realtime.core.spi.Randomness;
import dev.realtime.edge.netty.HttpReply;
import dev.realtime.server.call.Json;
import dev.realtime.server.config.ConfigException;
import dev.realtime.server.config.ConfigSources;
import dev.realtime.server.config.KvConfig;
import dev.realtime.server.config.ServerConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * A server to play with: on this machine only, with secrets made for this run, two users in each of two tenants, and
 * {@code /demo.json}, which tells the page all of that.
 *
 * <p><b>Threads:</b> thread-safe.
 */
public final class Demo implements AutoCloseable {

    /** Where the page asks whether it is in a demo, and of whom. */
    static final String DESCRIPTION = "/demo.json";

    private static final List<String> TENANTS = List.of("acme", "globex");
    private static final List<String> USERS = List.of("alice", "bob");
    private static final Duration TOKEN_LIFE = Duration.ofHours(1);
    /** Enough for several bursts of the page while one of its clients is away. */
    private static final int HISTORY = 10_000;

    private static final int SECRET_BYTES = 32;
    private static final int KEY_BYTES = 18;

    private final RealtimeServer server;
    private final Signer signer;
    private final String adminKey;
    private final Set<String> channels;
    private final Scratch scratch;

    private Demo(ServerConfig config, String adminKey, Scratch scratch) {
        this.scratch = scratch;
        this.signer = Signer.of(config.auth().jwt());
        this.adminKey = adminKey;
        this.channels = new TreeSet<>(config.channels().keySet());
        this.server = RealtimeServer.builder()
                .configuration(config)
                .route(DESCRIPTION, request -> CompletableFuture.completedFuture(HttpReply.json(200, page())))
                .start();
    }

    /**
     * @param sources what is set besides; its secrets are not used
     * @throws ConfigException if it would listen on an address that other machines reach
     * @throws StartException if the server cannot start
     */
    public static Demo start(ConfigSources sources) {
        Randomness randomness = new SystemRandomness();
        String secret = random(randomness, SECRET_BYTES);
        String adminKey = random(randomness, KEY_BYTES);
        ServerConfig config = sources.with("auth.jwt.secret", secret)
                .with("auth.admin-key", adminKey)
                .load()
                .withChannels(channel -> channel.remembering(HISTORY));
        if (!config.server().isLoopback()) {
            throw new ConfigException("server.host", "the demo shows its keys, so it listens on this machine only");
        }
        Scratch scratch = Scratch.make();
        try {
            KvConfig keys = config.kv().inFile(scratch.file("kv"), scratch.file("kv.keys"));
            return new Demo(config.withKv(keys), adminKey, scratch);
        } catch (RuntimeException e) {
            scratch.close();
            throw e;
        }
    }

    public RealtimeServer server() {
        return server;
    }

    /** What to open, and what to paste into a terminal. */
    public List<String> description() {
        String authority = "127.0.0.1:" + server.port();
        String key = "-H 'x-api-key: " + adminKey + "'";
        String call = "  curl -s http://" + authority + "/call " + key + " -H 'content-type: application/json' -d ";
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("Realtime " + Version.CURRENT
                + " demo. In memory, on this machine only; gone when you stop it (Ctrl+C).");
        lines.add("");
        lines.add("Open     http://" + authority + "/");
        lines.add("");
        lines.add("Or paste:");
        lines.add("  wscat -c 'ws://" + authority + "/ws?userId=alice&tenant=acme'");
        lines.add("    > {\"type\":\"subscribe\",\"channel\":\"chat\"}");
        lines.add("    > {\"type\":\"message\",\"channel\":\"chat\",\"data\":{\"text\":\"hello\"}}");
        lines.add("  wscat -s " + Doors.NATIVE_SUBPROTOCOL + " -c ws://" + authority + "/realtime");
        lines.add("    > {\"type\":\"connect\",\"id\":1,\"token\":\"" + token(new UserId("acme", "alice")) + "\"}");
        lines.add("    > {\"type\":\"subscribe\",\"id\":2,\"channel\":\"chat\"}");
        lines.add(
                call
                        + "'{\"key\":\"websocket.broadcast\",\"params\":{\"tenant\":\"acme\",\"channel\":\"chat\",\"data\":{\"text\":\"to all\"}}}'");
        lines.add(
                call
                        + "'{\"key\":\"websocket.send\",\"params\":{\"tenant\":\"acme\",\"userId\":\"alice\",\"channel\":\"chat\",\"data\":{\"text\":\"to alice\"}}}'");
        lines.add("  curl -s http://" + authority + "/stats " + key);
        lines.add("");
        lines.add("Native   ws://" + authority + "/realtime   subprotocol " + Doors.NATIVE_SUBPROTOCOL
                + ", with a token:");
        for (UserId user : users()) {
            lines.add("  " + user + "  " + token(user));
        }
        lines.add("Admin    " + adminKey);
        lines.add("");
        return lines;
    }

    @Override
    public void close() {
        server.close();
        scratch.close();
    }

    private String page() {
        return Json.object(json -> {
            json.writeObjectFieldStart("endpoints");
            json.writeStringField("channels", "/ws");
            json.writeStringField("realtime", "/realtime");
            json.writeEndObject();
            json.writeArrayFieldStart("tenants");
            for (String tenant : TENANTS) {
                json.writeStartObject();
                json.writeStringField("id", tenant);
                json.writeArrayFieldStart("users");
                for (String user : USERS) {
                    json.writeStartObject();
                    json.writeStringField("id", user);
                    json.writeStringField("token", token(new UserId(tenant, user)));
                    json.writeEndObject();
                }
                json.writeEndArray();
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("channels");
            for (String channel : channels) {
                json.writeString(channel);
            }
            json.writeEndArray();
            json.writeStringField("adminKey", adminKey);
        });
    }

    private static List<UserId> users() {
        return TENANTS.stream()
                .flatMap(tenant -> USERS.stream().map(user -> new UserId(tenant, user)))
                .toList();
    }

    private String token(UserId user) {
        return signer.issue(user, Set.of(), TOKEN_LIFE);
    }

    private static String random(Randomness randomness, int bytes) {
        byte[] random = new byte[bytes];
        randomness.fill(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }
}
