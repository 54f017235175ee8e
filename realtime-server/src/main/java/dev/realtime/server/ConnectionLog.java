package dev.realtime.server;

import dev.realtime.core.Identity;
import dev.realtime.core.spi.Acceptor;
import dev.realtime.core.spi.Admission;
import dev.realtime.core.spi.Inbound;
import dev.realtime.core.spi.Lane;
import dev.realtime.core.spi.Link;
import dev.realtime.core.spi.Ticker;
import java.lang.System.Logger.Level;
import java.util.Locale;

/**
 * Says who comes and who goes, a line each.
 *
 * <p><b>Shape:</b> the user is the one the handshake named; a peer that presents itself later has none yet. Nothing
 * else of the peer's own words is told.
 *
 * <p><b>Threads:</b> as of {@link Acceptor}.
 */
record ConnectionLog(Acceptor next, Ticker ticker) implements Acceptor {

    private static final System.Logger LOG = System.getLogger("dev.realtime.server.connections");
    private static final double NANOS_PER_SECOND = 1e9;

    @Override
    public Inbound accept(Lane lane, Link link, Admission.Accepted admission) {
        if (!LOG.isLoggable(Level.INFO)) {
            return next.accept(lane, link, admission);
        }
        String who = admission
                        .identity()
                        .map(Identity::user)
                        .map(user -> "user " + user + ", ")
                        .orElse("")
                + admission.dialect().name() + ", peer " + admission.remoteAddress();
        LOG.log(Level.INFO, "connected: " + who);
        return new Watched(next.accept(lane, link, admission), who, ticker, ticker.nanos());
    }

    private record Watched(Inbound next, String who, Ticker ticker, long sinceNanos) implements Inbound {

        @Override
        public void text(byte[] utf8) {
            next.text(utf8);
        }

        @Override
        public void binary(byte[] bytes) {
            next.binary(bytes);
        }

        @Override
        public void pinged(byte[] payload) {
            next.pinged(payload);
        }

        @Override
        public void heard() {
            next.heard();
        }

        @Override
        public void writable() {
            next.writable();
        }

        @Override
        public void closed(int code) {
            double seconds = (ticker.nanos() - sinceNanos) / NANOS_PER_SECOND;
            LOG.log(
                    Level.INFO,
                    String.format(Locale.ROOT, "disconnected: %s, code %d after %.1f s", who, code, seconds));
            next.closed(code);
        }
    }
}
