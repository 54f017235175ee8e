package dev.realtime.server;

import dev.realtime.core.spi.Telemetry;
import dev.realtime.core.spi.Ticker;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Says why tokens that came in a message were refused: one line for each reason and ten seconds, however many come.
 *
 * <p><b>Threads:</b> thread-safe. Reasons are fixed words, so there are few.
 */
final class RefusedTokens implements Telemetry {

    private static final System.Logger LOG = System.getLogger("dev.realtime.server.connections");
    private static final long QUIET_NANOS = Duration.ofSeconds(10).toNanos();

    private final Ticker ticker;
    private final Map<String, Long> toldAtNanos = new ConcurrentHashMap<>();

    RefusedTokens(Ticker ticker) {
        this.ticker = ticker;
    }

    @Override
    public void authenticationFailed(String reason) {
        if (isNews(reason)) {
            LOG.log(Level.INFO, "refused: a token in a message (" + reason + ")");
        }
    }

    /** Whether the reason was not told for a while; it counts as told now. */
    boolean isNews(String reason) {
        long now = ticker.nanos();
        return toldAtNanos.compute(reason, (word, told) -> told == null || now - told >= QUIET_NANOS ? now : told)
                == now;
    }
}
