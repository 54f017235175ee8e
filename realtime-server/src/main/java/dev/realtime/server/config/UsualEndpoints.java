package dev.realtime.server.config;

import dev.realtime.codec.jackson.ChannelsDialect;
import dev.realtime.codec.jackson.KvWatchDialect;
import dev.realtime.codec.jackson.RealtimeV1Dialect;
import dev.realtime.codec.jackson.TaskUpdatesDialect;
import dev.realtime.codec.jackson.TenantEventsDialect;
import dev.realtime.codec.jackson.UserEventsDialect;
import dev.realtime.server.config.EndpointConfig.Trust;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a server without configuration opens: a door for each wire format, at the paths where its clients look for it.
 * Those that share a path are told apart by how a peer says who it is.
 *
 * <p><b>Threads:</b> confined to the thread that builds.
 */
final class UsualEndpoints {

    static final List<EndpointConfig> ALL = List.of(
            at("/ws", ChannelsDialect.NAME)
                    .when("userId")
                    .tokenIn("token")
                    .trusting("userId")
                    .tenant()
                    .build(),
            at("/ws", UserEventsDialect.NAME)
                    .when("token")
                    .unless("userId", "user_id")
                    .tokenIn("token")
                    .userFrom("userId", "sub")
                    .build(),
            at("/ws", TaskUpdatesDialect.NAME)
                    .when("user_id")
                    .tokenIn("token")
                    .trusting("user_id")
                    .build(),
            at("/realtime", TenantEventsDialect.NAME)
                    .when("tenant")
                    .tokenIn("access_token")
                    .tokenIn("token")
                    .tokenInMessage()
                    .tenant()
                    .build(),
            at("/realtime", RealtimeV1Dialect.NAME)
                    .unless("tenant")
                    .tokenIn("access_token")
                    .tokenInMessage()
                    .build(),
            at("/v1/kv/watch", KvWatchDialect.NAME).build());

    private final String path;
    private final String dialect;
    private final List<String> when = new ArrayList<>();
    private final List<String> unless = new ArrayList<>();
    private final List<String> tokenQuery = new ArrayList<>();
    private final List<String> userClaims = new ArrayList<>();
    private boolean tokenInMessage;
    private Optional<String> user = Optional.empty();
    private Optional<String> tenant = Optional.empty();
    private Trust trust = Trust.TOKEN;

    private UsualEndpoints(String path, String dialect) {
        this.path = path;
        this.dialect = dialect;
    }

    private static UsualEndpoints at(String path, String dialect) {
        return new UsualEndpoints(path, dialect);
    }

    private UsualEndpoints when(String parameter) {
        when.add(parameter);
        return this;
    }

    private UsualEndpoints unless(String... parameters) {
        unless.addAll(List.of(parameters));
        return this;
    }

    private UsualEndpoints tokenIn(String parameter) {
        tokenQuery.add(parameter);
        return this;
    }

    private UsualEndpoints tokenInMessage() {
        tokenInMessage = true;
        return this;
    }

    private UsualEndpoints userFrom(String... claims) {
        userClaims.addAll(List.of(claims));
        return this;
    }

    private UsualEndpoints trusting(String parameter) {
        user = Optional.of(parameter);
        trust = Trust.CLAIMED;
        return this;
    }

    private UsualEndpoints tenant() {
        tenant = Optional.of("tenant");
        return this;
    }

    private EndpointConfig build() {
        return new EndpointConfig(
                path,
                when,
                unless,
                dialect,
                tokenQuery,
                Optional.empty(),
                tokenInMessage,
                user,
                tenant,
                trust,
                userClaims,
                List.of());
    }
}
