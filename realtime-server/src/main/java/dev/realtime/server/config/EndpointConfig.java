package dev.realtime.server.config;

import java.util.List;
import java.util.Optional;

/**
 * A door of the server.
 *
 * <p><b>Threads:</b> immutable.
 */
public record EndpointConfig(
        @Setting(about = "Path of the handshake, compared as it is.", value = "/ws") String path,
        @Setting(about = "Query parameters that a request must have to fit.") List<String> when,
        @Setting(about = "Query parameters that a request must not have to fit.") List<String> unless,
        @Setting(
                        about = "Wire format of peers that ask for no subprotocol: `channels` or `realtime.v1`."
                                + " The subprotocol `realtime.v1.json` selects realtime.v1 on every endpoint.",
                        value = "realtime.v1")
                String dialect,
        @Setting(about = "Query parameters that may hold the token, besides the `Authorization` header.")
                List<String> tokenQuery,
        @Setting(about = "Cookie that may hold the token; who has no allowed `Origin` is then refused.")
                Optional<String> tokenCookie,
        @Setting(about = "Whether a peer without a token may present one in its first message.", value = "false")
                boolean tokenInMessage,
        @Setting(about = "Query parameter that names the user; must agree with the token.") Optional<String> user,
        @Setting(about = "Query parameter that names the tenant; must agree with the token.") Optional<String> tenant,
        @Setting(
                        about =
                                "What is believed of a peer without a token: nothing (`token`), or the user and tenant it names"
                                        + " in the URL (`claimed`, for development).",
                        value = "token")
                Trust trust) {

    /** Whose word counts. */
    public enum Trust {
        TOKEN,
        CLAIMED
    }

    public EndpointConfig {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("need a path that begins with /");
        }
        if (trust == Trust.CLAIMED && user.isEmpty()) {
            throw new IllegalArgumentException("need user, the query parameter that is believed, for trust: claimed");
        }
    }

    /** What a server without configuration opens: dialect channels on {@code /ws}, realtime.v1 on {@code /realtime}. */
    static List<EndpointConfig> defaults() {
        EndpointConfig channels = new EndpointConfig(
                "/ws",
                List.of("userId"),
                List.of(),
                "channels",
                List.of("token"),
                Optional.empty(),
                false,
                Optional.of("userId"),
                Optional.of("tenant"),
                Trust.CLAIMED);
        EndpointConfig nativeProtocol = new EndpointConfig(
                "/realtime",
                List.of(),
                List.of(),
                "realtime.v1",
                List.of("access_token"),
                Optional.empty(),
                true,
                Optional.empty(),
                Optional.empty(),
                Trust.TOKEN);
        return List.of(channels, nativeProtocol);
    }
}
