package dev.realtime.edge.netty;

import dev.realtime.core.ChannelName;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a request may become an event stream as far as its form goes, and what it asks for.
 *
 * <p><b>Source:</b> HTML, server-sent events; Fetch, the CORS protocol; RFC 9110 §12.5.1.
 */
final class EventCheck {

    /** Most channels that one request names. */
    static final int MAX_CHANNELS = 32;

    private static final String METHODS = "GET, OPTIONS";
    private static final String TYPE = "text/event-stream";
    private static final Set<String> RANGES = Set.of(TYPE, "text/*", "*/*");

    private EventCheck() {}

    /** What to answer instead of a stream; empty if nothing is wrong. @param headers of every answer */
    static Optional<HttpReply> answer(RequestHead head, Map<String, String> headers) {
        if (head.method().equals("OPTIONS")) {
            return Optional.of(preflight(head, headers));
        }
        if (!head.method().equals("GET")) {
            return refuse(405, "Need GET for an event stream", with(headers, "Allow", METHODS));
        }
        if (head.hasBody()) {
            return refuse(400, "A request for events has no body", headers);
        }
        if (!takesEvents(head.all("accept"))) {
            return refuse(406, "This is a text/event-stream", headers);
        }
        if (head.all("last-event-id").size() > 1
                || lastId(head).filter(id -> id.length() > EventId.MAX_LENGTH).isPresent()) {
            return refuse(400, "Need one Last-Event-ID of at most " + EventId.MAX_LENGTH + " characters", headers);
        }
        List<String> channels = asked(head);
        if (channels.size() > MAX_CHANNELS) {
            return refuse(400, "Need at most " + MAX_CHANNELS + " channels", headers);
        }
        boolean areNames = channels.stream()
                .allMatch(channel -> ChannelName.parse("", channel).isPresent());
        return areNames ? Optional.empty() : refuse(400, "Not a channel name", headers);
    }

    /** The id that the client saw last: as a browser repeats it, or as one writes it that cannot set the header. */
    static Optional<String> lastId(RequestHead head) {
        Optional<String> repeated = head.all("last-event-id").stream().findFirst();
        return repeated.or(() -> head.target().query().getOrDefault("lastEventId", List.of()).stream()
                        .findFirst())
                .filter(id -> !id.isEmpty());
    }

    /** The channels it names, each once, in its order. */
    static Set<ChannelName> channels(RequestHead head, String tenant) {
        Set<ChannelName> channels = new LinkedHashSet<>();
        for (String channel : asked(head)) {
            ChannelName.parse(tenant, channel).ifPresent(channels::add);
        }
        return channels;
    }

    /** Whether it is one of a browser's own, which wants this and nothing else. */
    static boolean isOfBrowser(RequestHead head) {
        return HttpSyntax.members(head.all("accept")).equals(List.of(TYPE));
    }

    private static List<String> asked(RequestHead head) {
        return head.target().query().getOrDefault("channel", List.of());
    }

    private static HttpReply preflight(RequestHead head, Map<String, String> headers) {
        if (!head.has("origin")) {
            return new HttpReply(204, with(headers, "Allow", METHODS), new byte[0]);
        }
        if (!headers.containsKey("Access-Control-Allow-Origin")) {
            return Refusals.of(403, "Origin not allowed", headers);
        }
        Map<String, String> all = with(headers, "Allow", METHODS);
        all.put("Access-Control-Allow-Methods", "GET");
        all.put("Access-Control-Allow-Headers", "Authorization, Cache-Control, Last-Event-ID");
        all.put("Access-Control-Max-Age", "600");
        return new HttpReply(204, all, new byte[0]);
    }

    private static boolean takesEvents(List<String> accept) {
        return accept.isEmpty()
                || HttpSyntax.members(accept).stream()
                        .map(range -> range.replaceAll("[ \t]", ""))
                        .anyMatch(range ->
                                RANGES.contains(range.split(";", 2)[0]) && !range.matches(".*;q=0(\\.0*)?(;.*)?"));
    }

    private static Map<String, String> with(Map<String, String> headers, String name, String value) {
        Map<String, String> all = new HashMap<>(headers);
        all.put(name, value);
        return all;
    }

    private static Optional<HttpReply> refuse(int status, String message, Map<String, String> headers) {
        return Optional.of(Refusals.of(status, message, headers));
    }
}
