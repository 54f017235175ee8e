package dev.realtime.server.config;

import dev.realtime.codec.jackson.KvWatchDialect;
import dev.realtime.codec.jackson.TaskUpdatesDialect;
import dev.realtime.codec.jackson.TenantEventsDialect;
import dev.realtime.core.ChannelTemplate;
import java.util.List;
import java.util.Optional;

/**
 * A door of the server.
 *
 * <p><b>Threads:</b> immutable.
 */
public record EndpointConfig(
        @Setting(
                        about =
                                "Path of the handshake, compared as it is; with `/events` appended, of the same events over HTTP.",
                        value = "/ws")
                String path,
        @Setting(about = "Query parameters that a request must have to fit.") List<String> when,
        @Setting(about = "Query parameters that a request must not have to fit.") List<String> unless,
        @Setting(
                        about = "Wire format of peers that ask for no subprotocol: `realtime.v1`, `channels`,"
                                + " `user-events`, `task-updates`, `tenant-events` or `kv-watch`."
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
                Trust trust,
        @Setting(
                        about = "Claims that may hold the user's id, for tokens presented here.",
                        defaultText = "those of `auth.jwt`")
                List<String> userClaims,
        @Setting(
                        about =
                                "Channels that every peer is subscribed to from its greeting on, whoever else may subscribe to"
                                        + " them: a name, a name that ends in `#{user}` for a channel of each user, or"
                                        + " `user:{user}` for what is sent to the user.",
                        defaultText =
                                "`tasks#{user}` for `task-updates`, `events` for `tenant-events`, `kv#{user}` and `kv:all` for"
                                        + " `kv-watch`, else `user:{user}`")
                List<String> channels) {

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
        channels = channels.isEmpty() ? usualChannels(dialect) : List.copyOf(channels);
        channels.forEach(ChannelTemplate::new);
    }

    /** What peers are subscribed to from their greeting on. */
    public ChannelTemplate[] channelTemplates() {
        return channels.stream().map(ChannelTemplate::new).toArray(ChannelTemplate[]::new);
    }

    // Each system has channels of its own, so that none of them sees what is meant for another.
    private static List<String> usualChannels(String dialect) {
        return switch (dialect) {
            case TaskUpdatesDialect.NAME -> List.of("tasks#{user}");
            case TenantEventsDialect.NAME -> List.of("events");
            case KvWatchDialect.NAME -> List.of("kv#{user}", "kv:all");
            default -> List.of(ChannelTemplate.PERSONAL.text());
        };
    }
}
