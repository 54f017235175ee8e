package dev.realtime.core.spi;

import java.util.Map;

/**
 * Where event streams can be asked for, and whose pages may read them. Whether somebody is let in decides the {@link
 * Admitter}, as for sockets.
 *
 * <p><b>Threads:</b> called from any thread, returns at once.
 */
public interface EventDoors {

    /** There are none. */
    EventDoors NONE = new EventDoors() {
        @Override
        public boolean has(String path) {
            return false;
        }

        @Override
        public Map<String, String> headersFor(Handshake handshake) {
            return Map.of();
        }
    };

    /** @param path of an endpoint, without what is appended to it for event streams */
    boolean has(String path);

    /**
     * The headers of an answer, whatever it is, by which a browser lets the page read it that asked.
     *
     * @return with {@code Access-Control-Allow-Origin} if the page may
     * @see <a href="https://fetch.spec.whatwg.org/#http-cors-protocol">Fetch, the CORS protocol</a>
     */
    Map<String, String> headersFor(Handshake handshake);
}
