package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.auth.Tokens;
import dev.realtime.core.UserId;
import dev.realtime.testkit.HttpAnswer;
import dev.realtime.testkit.PeerEvent;
import dev.realtime.testkit.RawPeer;
import dev.realtime.testkit.WireFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Five systems live on one server without configuration, their users have the same names, and everybody is told of
 * what is meant for him alone: nothing crosses users, tenants or systems.
 */
@Timeout(120)
class FiveSystemsIT {

    private static final Tokens TOKENS = Tokens.hmac(ServerProcess.SECRET);
    private static final Pattern LABEL = Pattern.compile("<([a-z0-9-]+) (\\d+)>");
    private static final int EACH = 100;

    private static ServerProcess server;

    @BeforeAll
    static void start() {
        server = ServerProcess.serve();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void nothingCrossesUsersTenantsOrSystems() throws Exception {
        List<Listener> listeners = listeners();
        List<Stream<Runnable>> publishers = listeners.stream()
                .map(Listener::target)
                .distinct()
                .map(target ->
                        IntStream.rangeClosed(1, EACH).<Runnable>mapToObj(number -> () -> publish(target, number)))
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(publishers.size());
        try {
            List<Future<?>> done = new ArrayList<>();
            publishers.forEach(acts -> done.add(threads.submit(() -> acts.forEach(Runnable::run))));
            for (Future<?> publisher : done) {
                publisher.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }

        for (Listener listener : listeners) {
            assertThat(listener.hears()).as(listener.name()).isEqualTo(listener.wants());
            listener.peer().close();
        }
    }

    private static List<Listener> listeners() {
        List<Listener> all = new ArrayList<>();
        for (String user : List.of("ann", "bob")) {
            all.add(keys(user));
            all.add(events(user));
            all.add(tasks(user));
            for (String tenant : List.of("acme", "globex")) {
                all.add(channels(user, tenant));
                all.add(tenantEvents(user, tenant));
            }
        }
        return all;
    }

    private static Listener keys(String user) {
        RawPeer peer = RawPeer.open(server.port(), "/v1/kv/watch", "Authorization: Bearer " + token(user, ""));
        said(peer, "{\"type\":\"ping\"}");
        return new Listener(
                "keys-" + user, peer, new Target("/v1/channels/kv%23" + user + "/publications", "", "keys-" + user));
    }

    private static Listener events(String user) {
        RawPeer peer = RawPeer.open(server.port(), "/ws?token=" + token(user, ""));
        peer.nextFrame();
        return new Listener(
                "events-" + user, peer, new Target("/v1/users/" + user + "/publications", "", "events-" + user));
    }

    private static Listener tasks(String user) {
        RawPeer peer = RawPeer.open(server.port(), "/ws?user_id=" + user);
        peer.nextFrame();
        return new Listener(
                "tasks-" + user,
                peer,
                new Target("/v1/channels/tasks%23" + user + "/publications", "", "tasks-" + user));
    }

    private static Listener channels(String user, String tenant) {
        RawPeer peer = RawPeer.open(server.port(), "/ws?userId=" + user + "&tenant=" + tenant);
        peer.nextFrame();
        said(peer, "{\"type\":\"subscribe\",\"channel\":\"chat\"}");
        return new Listener(
                "chat-" + user + "-" + tenant,
                peer,
                new Target("/v1/channels/chat/publications", tenant, "chat-" + tenant));
    }

    private static Listener tenantEvents(String user, String tenant) {
        RawPeer peer =
                RawPeer.open(server.port(), "/realtime?access_token=" + token(user, tenant) + "&tenant=" + tenant);
        peer.nextFrame();
        return new Listener(
                "tenant-" + user + "-" + tenant,
                peer,
                new Target("/v1/channels/events/publications", tenant, "tenant-" + tenant));
    }

    /** Says something and reads the answer. */
    private static void said(RawPeer peer, String json) {
        peer.send(WireFrame.text(json)).nextFrame();
    }

    private static void publish(Target target, int number) {
        HttpAnswer answer = new RawHttp(server.port())
                .post(
                        target.path(),
                        "{\"tenant\":\"" + target.tenant() + "\",\"event\":\"happened\",\"data\":[\"<" + target.label()
                                + " " + number + ">\"]}",
                        "x-api-key: " + ServerProcess.KEY,
                        "Content-Type: application/json");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    private static String token(String user, String tenant) {
        return TOKENS.issue(new UserId(tenant, user), Set.of(), Duration.ofMinutes(5));
    }

    /** Where is published, and what is written into each message. */
    private record Target(String path, String tenant, String label) {}

    private record Listener(String name, RawPeer peer, Target target) {

        List<String> wants() {
            return IntStream.rangeClosed(1, EACH)
                    .mapToObj(number -> target.label() + " " + number)
                    .toList();
        }

        /** Everything there is. Once what it wants is there and time has passed for an answer, nothing else is on its way. */
        List<String> hears() {
            List<String> heard = new ArrayList<>();
            while (heard.size() < EACH) {
                note(heard, peer.nextFrame());
            }
            for (int round = 0; round < 2; round++) {
                peer.send(WireFrame.text("{\"type\":\"ping\",\"action\":\"ping\"}"));
                PeerEvent.Frame frame = peer.nextFrame();
                while (!frame.text().contains("pong")) {
                    note(heard, frame);
                    frame = peer.nextFrame();
                }
            }
            return heard;
        }

        private static void note(List<String> heard, PeerEvent.Frame frame) {
            Matcher label = LABEL.matcher(frame.text());
            if (label.find()) {
                heard.add(label.group(1) + " " + label.group(2));
            }
        }
    }
}
