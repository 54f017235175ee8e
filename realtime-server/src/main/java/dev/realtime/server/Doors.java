package dev.realtime.server;

import dev.realtime.auth.JwtAuthenticator;
import dev.realtime.codec.jackson.ChannelsDialect;
import dev.realtime.codec.jackson.KvWatchDialect;
import dev.realtime.codec.jackson.RealtimeV1Dialect;
import dev.realtime.codec.jackson.TaskUpdatesDialect;
import dev.realtime.codec.jackson.TenantEventsDialect;
import dev.realtime.codec.jackson.UserEventsDialect;
import dev.realtime.core.endpoint.Endpoint;
import dev.realtime.core.endpoint.Endpoints;
import dev.realtime.core.endpoint.HostPolicy;
import dev.realtime.core.endpoint.OriginPolicy;
import dev.realtime.core.spi.Authenticator;
import dev.realtime.core.spi.Dialect;
import dev.realtime.server.config.ConfigException;
import dev.realtime.server.config.EndpointConfig;
import dev.realtime.server.config.EndpointConfig.Trust;
import dev.realtime.server.config.ServerConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Makes endpoints, origins and hosts of the configuration.
 *
 * <p><b>Errors:</b> what the configuration's own declarations could not see (a name of a dialect, an origin that no
 * browser sends) is a {@link ConfigException} here.
 */
final class Doors {

    /** The subprotocol that selects realtime.v1 on every endpoint. */
    static final String NATIVE_SUBPROTOCOL = "realtime.v1.json";

    private static final String ANY = "*";

    private final ServerConfig config;
    private final Optional<JwtAuthenticator> tokens;
    private final Map<String, Dialect> dialects = new TreeMap<>();
    private final Dialect nativeDialect;

    /** @param tokens empty if no key is configured */
    Doors(ServerConfig config, Optional<JwtAuthenticator> tokens) {
        this.config = config;
        this.tokens = tokens;
        int maxMessageBytes = config.limits().limits().maxMessageBytes();
        nativeDialect = new RealtimeV1Dialect(maxMessageBytes);
        for (Dialect dialect : List.of(
                nativeDialect,
                new ChannelsDialect(maxMessageBytes),
                new UserEventsDialect(maxMessageBytes),
                new TaskUpdatesDialect(maxMessageBytes),
                new TenantEventsDialect(maxMessageBytes),
                new KvWatchDialect(maxMessageBytes))) {
            dialects.put(dialect.name(), dialect);
        }
    }

    Endpoints endpoints() {
        Endpoints.Builder endpoints = Endpoints.builder().hosts(hosts());
        try {
            config.endpoints().forEach(door -> endpoints.endpoint(endpoint(door)));
        } catch (IllegalArgumentException e) {
            throw new ConfigException("endpoints", e.getMessage());
        }
        return endpoints.build();
    }

    HostPolicy hosts() {
        if (config.hosts().contains(ANY)) {
            return HostPolicy.any();
        }
        if (config.hosts().isEmpty()) {
            return config.server().isLoopback() ? HostPolicy.loopback() : HostPolicy.any();
        }
        try {
            return HostPolicy.of(config.hosts());
        } catch (IllegalArgumentException e) {
            throw new ConfigException("hosts", e.getMessage());
        }
    }

    private OriginPolicy origins() {
        try {
            return OriginPolicy.of(config.origins()).andSameHost();
        } catch (IllegalArgumentException e) {
            throw new ConfigException("origins", e.getMessage());
        }
    }

    private Endpoint endpoint(EndpointConfig door) {
        Endpoint.Builder endpoint = Endpoint.at(door.path())
                .when(door.when().toArray(String[]::new))
                .unless(door.unless().toArray(String[]::new))
                .dialect(dialect(door.dialect()))
                .subprotocol(NATIVE_SUBPROTOCOL, nativeDialect)
                .origins(origins())
                .channels(door.channelTemplates());
        tokens.map(judge -> judgeAt(door, judge)).ifPresent(endpoint::authenticator);
        door.tokenQuery().forEach(endpoint::tokenInQuery);
        door.tokenCookie().ifPresent(endpoint::tokenInCookie);
        door.tenant().ifPresent(endpoint::claimedTenant);
        door.user().ifPresent(door.trust() == Trust.CLAIMED ? endpoint::trustClaimed : endpoint::claimedUser);
        if (config.server().insecure()) {
            endpoint.throughProxiesToo();
        }
        if (door.tokenInMessage()) {
            endpoint.tokenInFirstMessage();
        }
        return endpoint.build();
    }

    /** Who judges the tokens of plain requests that belong to a dialect: as at its first endpoint. */
    Authenticator judge(String dialect) {
        Optional<EndpointConfig> door = config.endpoints().stream()
                .filter(it -> it.dialect().equals(dialect))
                .findFirst();
        return tokens.<Authenticator>map(
                        judge -> door.map(it -> judgeAt(it, judge)).orElse(judge))
                .orElse(Authenticator.NO_KEYS);
    }

    private static Authenticator judgeAt(EndpointConfig door, JwtAuthenticator judge) {
        return door.userClaims().isEmpty() ? judge : judge.withUserClaims(door.userClaims());
    }

    private Dialect dialect(String name) {
        return Optional.ofNullable(dialects.get(name))
                .orElseThrow(() ->
                        new IllegalArgumentException("need a dialect, one of " + String.join(", ", dialects.keySet())));
    }
}
