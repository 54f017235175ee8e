package dev.realtime.server.config;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Everything that can be set, with defaults under which a server starts.
 *
 * <p><b>Threads:</b> immutable.
 */
public record ServerConfig(
        @Setting(about = "Where the server listens and how it ends.") ListenConfig server,
        @Setting(about = "Who may come in.") AuthConfig auth,
        @Setting(
                        about = "Doors for WebSocket clients. Without any: `/ws?userId=…` with dialect `channels` and"
                                + " `/ws?user_id=…` with `task-updates`, which believe what the URL says; and with"
                                + " a token `/ws?token=…` with `user-events`, `/realtime` with `realtime.v1`,"
                                + " `/realtime?tenant=…` with `tenant-events`, `/v1/kv/watch` with `kv-watch`.")
                List<EndpointConfig> endpoints,
        @Setting(
                        about =
                                "Channels by namespace, the part of their name before the first colon; `*` for every other."
                                        + " Without any: `chat`, `notifications`, `analytics` and `documents` for everybody, `system`"
                                        + " for reading only.")
                Map<String, ChannelConfig> channels,
        @Setting(about = "Origins of web pages that may connect, besides those of the server's own host.")
                List<String> origins,
        @Setting(
                        about =
                                "Names under which the server is reached, for example `rt.example.com`; `*` for any. Without"
                                        + " any: the loopback names on a loopback address, else any.")
                List<String> hosts,
        @Setting(about = "Who may read `/stats`: whoever has the admin key, or everybody (`open`).", value = "admin")
                StatsAccess stats,
        @Setting(about = "Every bound of the server; docs/limits.md says what they cost.") LimitsConfig limits,
        @Setting(about = "How much of it one peer may use up.") QuotasConfig quotas,
        @Setting(about = "Bounds of sockets, handshakes and plain HTTP.") EdgeConfig edge,
        @Setting(about = "What answers clients' calls, and on how many threads.") HandlersConfig handlers,
        @Setting(about = "Keys and values of users; docs/kv.md.") KvConfig kv,
        @Setting(about = "Records from elsewhere; docs/sources.md.") SourcesConfig sources,
        @Setting(about = "What is logged, and how.") LogConfig log) {

    /** Whose {@code /stats} are. */
    public enum StatsAccess {
        ADMIN,
        OPEN
    }

    public ServerConfig {
        endpoints = endpoints.isEmpty() ? UsualEndpoints.ALL : List.copyOf(endpoints);
        channels = channels.isEmpty() ? ChannelConfig.defaults() : Map.copyOf(channels);
    }

    /** The same with each channel changed. */
    public ServerConfig withChannels(UnaryOperator<ChannelConfig> change) {
        Map<String, ChannelConfig> changed = new TreeMap<>();
        channels.forEach((name, channel) -> changed.put(name, change.apply(channel)));
        return new ServerConfig(
                server, auth, endpoints, changed, origins, hosts, stats, limits, quotas, edge, handlers, kv, sources,
                log);
    }

    /** The same with keys kept elsewhere. */
    public ServerConfig withKv(KvConfig other) {
        return new ServerConfig(
                server, auth, endpoints, channels, origins, hosts, stats, limits, quotas, edge, handlers, other,
                sources, log);
    }

    /** Whether somebody who can reach the server can say to be anybody. */
    public boolean trustsClaims() {
        return endpoints.stream().anyMatch(endpoint -> endpoint.trust() == EndpointConfig.Trust.CLAIMED);
    }
}
