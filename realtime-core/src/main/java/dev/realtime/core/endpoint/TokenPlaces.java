package dev.realtime.core.endpoint;

import dev.realtime.core.spi.Handshake;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where an endpoint looks for a token: always in {@code Authorization: Bearer}, and where else its owner said.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param parameters names of query parameters
 * @param cookie name of the cookie, if cookies are taken
 * @param firstMessage whether a peer without a token may present it in its first message
 */
record TokenPlaces(Set<String> parameters, Optional<String> cookie, boolean firstMessage) {

    private static final String SCHEME = "Bearer ";

    TokenPlaces {
        parameters = Set.copyOf(parameters);
    }

    /** The different tokens of a handshake; one token in two places counts once, an empty one not at all. */
    Set<String> find(Handshake handshake) {
        Set<String> found = new HashSet<>();
        for (String credentials : values(handshake, "authorization")) {
            // other schemes are left to the proxy they are meant for
            if (credentials.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
                found.add(credentials.substring(SCHEME.length()).strip());
            }
        }
        for (String name : parameters) {
            found.addAll(handshake.query().getOrDefault(name, List.of()));
        }
        cookie.ifPresent(name -> values(handshake, "cookie").forEach(line -> addCookies(line, name, found)));
        found.remove("");
        return found;
    }

    private static List<String> values(Handshake handshake, String header) {
        return handshake.headers().getOrDefault(header, List.of());
    }

    /** Every cookie of that name: a neighbouring site can add a second one, which must not win unnoticed. */
    private static void addCookies(String line, String name, Set<String> found) {
        int start = 0;
        while (start < line.length()) {
            int semicolon = line.indexOf(';', start);
            int end = semicolon < 0 ? line.length() : semicolon;
            String cookie = line.substring(start, end);
            int equals = cookie.indexOf('=');
            if (equals >= 0 && cookie.substring(0, equals).strip().equals(name)) {
                found.add(unquoted(cookie.substring(equals + 1).strip()));
            }
            start = end + 1;
        }
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
