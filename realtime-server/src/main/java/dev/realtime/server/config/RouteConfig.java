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

    public RouteConfig {
        Routing.to(channel);
    }

    /** The way of records. */
    public Routing routing() {
        Routing routing = Routing.to(channel)
                .requiring(requires.toArray(String[]::new))
                .events(events.toArray(String[]::new))
                .maxRecordBytes((int) Math.min(maxRecord.bytes(), Integer.MAX_VALUE));
        return event.map(routing::event).orElse(routing);
    }
}
