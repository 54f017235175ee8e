package dev.realtime.edge.netty;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a request line asks for.
 *
 * <p>A path with dot segments is refused, not resolved, however they are written: no client makes one by accident.
 *
 * <p><b>Source:</b> RFC 9112 §3.2; the query is read as forms are.
 *
 * @param path decoded, begins with a slash
 * @param query decoded, in order
 * @param authority of the absolute form, in lower case; empty for the usual form
 */
record RequestTarget(String path, Map<String, List<String>> query, Optional<String> authority) {

    private static final List<String> SCHEMES = List.of("http://", "https://", "ws://", "wss://");

    /** Empty if it is neither of the two forms, or one that is better not understood. */
    static Optional<RequestTarget> parse(String target) {
        if (!target.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '#')) {
            return Optional.empty();
        }
        if (target.startsWith("/")) {
            return parse(target, Optional.empty());
        }
        String lower = target.toLowerCase(Locale.ROOT);
        return SCHEMES.stream().filter(lower::startsWith).findFirst().flatMap(scheme -> {
            int slash = target.indexOf('/', scheme.length());
            String authority = lower.substring(scheme.length(), slash < 0 ? target.length() : slash);
            return parse(slash < 0 ? "/" : target.substring(slash), Optional.of(authority));
        });
    }

    private static Optional<RequestTarget> parse(String pathAndQuery, Optional<String> authority) {
        int mark = pathAndQuery.indexOf('?');
        String path = mark < 0 ? pathAndQuery : pathAndQuery.substring(0, mark);
        String query = mark < 0 ? "" : pathAndQuery.substring(mark + 1);
        return HttpSyntax.decode(path, false).filter(RequestTarget::isPlain).flatMap(decoded -> parseQuery(query)
                .map(it -> new RequestTarget(decoded, it, authority)));
    }

    private static boolean isPlain(String path) {
        for (String segment : path.split("[/\\\\]", -1)) {
            if (segment.equals(".") || segment.equals("..")) {
                return false;
            }
        }
        return true;
    }

    private static Optional<Map<String, List<String>>> parseQuery(String query) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            Optional<String> name = HttpSyntax.decode(equals < 0 ? pair : pair.substring(0, equals), true);
            Optional<String> value = HttpSyntax.decode(equals < 0 ? "" : pair.substring(equals + 1), true);
            if (name.isEmpty() || value.isEmpty()) {
                return Optional.empty();
            }
            if (!pair.isEmpty()) {
                parameters
                        .computeIfAbsent(name.get(), first -> new ArrayList<>())
                        .add(value.get());
            }
        }
        return Optional.of(parameters);
    }
}
