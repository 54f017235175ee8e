package dev.realtime.core.endpoint;

import dev.realtime.core.spi.Dialect;
import dev.realtime.core.spi.Handshake;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Settles on a dialect (RFC 6455 §4.2.2): the first subprotocol of the peer's list that is known here, else the
 * default dialect and no subprotocol. What the peer wrote is only looked up and never sent back: the answer is our own
 * copy of the name.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param byName names as they stand on the wire
 */
record Subprotocols(Dialect fallback, Map<String, Dialect> byName) {

    private static final String HEADER = "sec-websocket-protocol";

    Subprotocols {
        byName = Map.copyOf(byName);
    }

    Choice choose(Handshake handshake) {
        if (handshake.kind() == Handshake.Kind.EVENTS) {
            return new Choice(fallback, Optional.empty());
        }
        for (String line : handshake.headers().getOrDefault(HEADER, List.of())) {
            Optional<Choice> choice = firstKnown(line);
            if (choice.isPresent()) {
                return choice.get();
            }
        }
        return new Choice(fallback, Optional.empty());
    }

    /** One pass over the line, however long and odd it is. */
    private Optional<Choice> firstKnown(String line) {
        int start = 0;
        while (start <= line.length()) {
            int comma = line.indexOf(',', start);
            int end = comma < 0 ? line.length() : comma;
            String name = line.substring(start, end).strip();
            Dialect dialect = byName.get(name);
            if (dialect != null) {
                return Optional.of(new Choice(dialect, Optional.of(name)));
            }
            start = end + 1;
        }
        return Optional.empty();
    }

    /** @param subprotocol what the answer's header says; empty for no header */
    record Choice(Dialect dialect, Optional<String> subprotocol) {}
}
