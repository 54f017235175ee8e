package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.auth.Tokens;
import dev.realtime.core.UserId;
import dev.realtime.testkit.HttpAnswer;
import dev.realtime.testkit.PeerEvent;
import dev.realtime.testkit.RawPeer;
import dev.realtime.testkit.WireFrame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A conversation as it is written down in {@code clients/conformance/transcripts}, held again with a real server. What the
 * server says is compared byte for byte, but for times and ids.
 */
final class Transcript {

    private static final Path FOLDER = Path.of("..", "clients", "conformance", "transcripts");
    private static final Pattern TOKEN = Pattern.compile("<token ([^@>]+)(?:@([^>]+))?>");
    private static final Tokens TOKENS = Tokens.hmac(ServerProcess.SECRET);

    private final ServerProcess server;
    private final Map<String, RawPeer> peers = new HashMap<>();

    private Transcript(ServerProcess server) {
        this.server = server;
    }

    static void replay(String name, ServerProcess server) {
        Transcript transcript = new Transcript(server);
        try {
            lines(name).forEach(transcript::play);
        } finally {
            transcript.peers.values().forEach(RawPeer::close);
        }
    }

    private static List<String> lines(String name) {
        try {
            return Files.readAllLines(FOLDER.resolve(name)).stream()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void play(String line) {
        String[] parts = line.split(" ", 3);
        String who = parts[0];
        String rest = parts.length > 2 ? parts[2] : "";
        switch (who.equals("!") ? "! " + parts[1] : parts[1]) {
            case "GET" -> peers.put(who, open(withTokens(rest)));
            case ">" -> peers.get(who).send(WireFrame.text(withTokens(rest)));
            case "<" -> hear(line, peers.get(who).next(), rest);
            case "! POST" -> post(rest.split(" ", 2));
            case "! stop" -> server.terminate();
            default -> throw new AssertionError("need a line of a transcript but got " + line);
        }
    }

    private RawPeer open(String request) {
        String[] targetAndHeader = request.split(" \\| ");
        String[] headers = targetAndHeader.length == 1 ? new String[0] : new String[] {targetAndHeader[1]};
        return RawPeer.open(server.port(), targetAndHeader[0], headers);
    }

    private void post(String[] pathAndBody) {
        HttpAnswer answer = new RawHttp(server.port())
                .post(
                        pathAndBody[0],
                        pathAndBody[1],
                        "x-api-key: " + ServerProcess.KEY,
                        "Content-Type: application/json");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    private static void hear(String line, PeerEvent event, String expected) {
        if (event instanceof PeerEvent.Closed closed) {
            assertThat("close " + closed.code() + " " + closed.reason())
                    .as(line)
                    .isEqualTo(expected);
            return;
        }
        assertThat(event).as(line).isInstanceOf(PeerEvent.Frame.class);
        PeerEvent.Frame frame = (PeerEvent.Frame) event;
        assertThat(frame.opcode()).as(line).isEqualTo(1);
        assertThat(frame.text()).as(line).matches(pattern(expected));
    }

    private static Pattern pattern(String expected) {
        String quoted = Pattern.quote(expected)
                .replace("<time>", "\\E\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\\Q")
                .replace("<id>", "\\E[A-Za-z0-9_-]{8,64}\\Q");
        return Pattern.compile(quoted, Pattern.DOTALL);
    }

    private static String withTokens(String text) {
        return TOKEN.matcher(text).replaceAll(found -> Matcher.quoteReplacement(token(found.group(1), found.group(2))));
    }

    private static String token(String user, String tenant) {
        return TOKENS.issue(new UserId(tenant == null ? "" : tenant, user), Set.of(), Duration.ofMinutes(5));
    }
}
