package dev.realtime.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.spi.Admission;
import dev.realtime.core.spi.Authenticator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What logs and texts say about handshakes, and what they do not. */
class SilenceTest {
    private static final String SECRET = "s3cr3t-t0k3n";

    private final Lines lines = new Lines();

    @Test
    @DisplayName("AU24: neither log nor answer nor any text shows a token")
    void noTextShowsAToken() {
        Authenticator quoting =
                token -> CompletableFuture.failedStage(new IllegalStateException("cannot read " + token));
        Endpoint endpoint = Endpoint.at("/ws")
                .dialect(new NamedDialect("channels"))
                .authenticator(quoting)
                .tokenInQuery("token")
                .build();
        Endpoints endpoints =
                Endpoints.builder().logger(lines).endpoint(endpoint).build();
        Request request = Request.to("/ws").query("token", SECRET);

        Admission failed = admit(endpoints, request);
        Admission ambiguous = admit(endpoints, request.bearer("x"));
        Admission foreign = admit(endpoints, request.header("origin", "https://" + SECRET + ".example"));

        assertThat(lines.seen)
                .containsExactly(
                        "cannot authenticate at endpoint /ws: java.lang.IllegalStateException",
                        "handshake refused: OVERLOADED (auth_unavailable), endpoint /ws, peer 203.0.113.9",
                        "handshake refused: BAD_REQUEST (ambiguous_credentials), endpoint /ws, peer 203.0.113.9",
                        "handshake refused: PERMISSION_DENIED (origin_rejected), endpoint /ws, peer 203.0.113.9;"
                                + " pages of other origins connect once origins names theirs");
        assertThat(List.of(failed, ambiguous, foreign, endpoint, request.build())
                        .toString())
                .doesNotContain(SECRET);
    }

    @Test
    @DisplayName("HS14: a path nobody knows is not repeated in the log")
    void anUnknownPathIsNotRepeated() {
        admit(Endpoints.builder().logger(lines).build(), Request.to("/x\r\nfake line"));

        assertThat(lines.seen)
                .containsExactly("handshake refused: NOT_FOUND (unknown_path), endpoint none, peer 203.0.113.9");
    }

    private static Admission admit(Endpoints endpoints, Request request) {
        return endpoints.admit(request.build()).toCompletableFuture().join();
    }
}
