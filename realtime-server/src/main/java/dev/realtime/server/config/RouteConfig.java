package dev.realtime.server.config;

import dev.realtime.source.Routing;
import java.util.List;
import java.util.Optional;

/**
 * Where the records of a topic go.
 *
 * <p><b>Threads:</b> immutable.
 */
public record RouteConfig(
        @Setting(
                        about = "Channel that a record names by its fields, like `tasks#{user_id}`, `user:{user_id}` or"
                                + " `{tenant_id}/events`.",
                        value = "tasks#{user_id}")
                String channel,
        @Setting(about = "Field with the name of what happened.") Optional<String> event,
        @Setting(about = "Events that are known; without any, all are.") List<String> events,
        @Setting(about = "Fields that a record must have besides those in `channel`.") List<String> requires,
        @Setting(about = "Longest record.", value = "64KiB") Size maxRecord,
        @Setting(about = "Dapr only: events that are no CloudEvents (`rawPayload`).", value = "false") boolean raw) {

    /** What a topic may hold at most; Kafka's own limit is 1 MiB unless somebody changed it. */
    private static final int MAX_RECORD_BYTES = 16 * 1024 * 1024;

    public RouteConfig {
        events = List.copyOf(events);
        requires = List.copyOf(requires);
        if (maxRecord.bytes() > MAX_RECORD_BYTES) {
            throw new IllegalArgumentException("need a max-record of at most 16MiB");
        }
        routing(channel, event, events);
    }

    /** The way of records. */
    public Routing routing() {
        return routing(channel, event, events)
                .requiring(requires.toArray(String[]::new))
                .maxRecordBytes(maxRecord.asInt());
    }

    private static Routing routing(String channel, Optional<String> event, List<String> events) {
        Routing routing = Routing.to(channel);
        return event.map(routing::event).orElse(routing).events(events.toArray(String[]::new));
    }
}
