package dev.realtime.source.dapr;

import dev.realtime.source.Routing;
import java.util.Objects;
import java.util.Optional;

/**
 * A topic that Dapr is to deliver.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param pubsub name of the Dapr component
 * @param route path at which its events come
 * @param content how its events look
 * @param deadLetterTopic where Dapr puts what is answered with {@code DROP}; empty for nowhere
 */
public record DaprSubscription(
        String pubsub, String topic, String route, Content content, Optional<String> deadLetterTopic, Routing routing) {

    /** Below it are the routes that are not chosen. */
    public static final String ROUTES = "/dapr/events/";

    private static final String PATH = "/[A-Za-z0-9._~/-]+";

    /** How the events of a topic look. */
    public enum Content {
        /** CloudEvents, which is what other Dapr applications publish. */
        CLOUD_EVENTS,
        /** Anything, for Dapr; here JSON. Such an event has no id, so a repeat of it is not recognised. */
        RAW
    }

    public DaprSubscription {
        named("pubsub", pubsub);
        named("topic", topic);
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(routing, "routing");
        deadLetterTopic.ifPresent(name -> named("deadLetterTopic", name));
        if (!route.matches(PATH) || route.contains("//") || route.equals(DaprApi.SUBSCRIBE)) {
            throw new IllegalArgumentException("need a path of [A-Za-z0-9._~-] as a route but got " + route);
        }
    }

    /** CloudEvents, at {@code /dapr/events/<topic>}. */
    public static DaprSubscription of(String pubsub, String topic, Routing routing) {
        return new DaprSubscription(pubsub, topic, ROUTES + topic, Content.CLOUD_EVENTS, Optional.empty(), routing);
    }

    public DaprSubscription route(String path) {
        return new DaprSubscription(pubsub, topic, path, content, deadLetterTopic, routing);
    }

    public DaprSubscription content(Content newContent) {
        return new DaprSubscription(pubsub, topic, route, newContent, deadLetterTopic, routing);
    }

    public DaprSubscription deadLetterTopic(String name) {
        return new DaprSubscription(pubsub, topic, route, content, Optional.of(name), routing);
    }

    private static void named(String what, String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("need a name as " + what);
        }
    }
}
