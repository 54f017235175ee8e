package dev.realtime.core.hub;

import dev.realtime.core.SlowPolicy;
import dev.realtime.core.spi.Inbound;

/** A look from outside at how far a connection of the engine is behind. */
public final class Lag {

    private Lag() {}

    /**
     * Bytes of its channels that the connection has not read, as the engine's own limit counts them; 0 if one of the
     * channels skips, since then something else than the end of the connection follows from too much.
     */
    public static long bytes(Inbound inbound) {
        long bytes = 0;
        if (inbound instanceof Connection connection) {
            for (Cursor cursor = connection.ready().first(); cursor != null; cursor = cursor.nextReady) {
                if (connection.kernel().optionsOf(cursor.channel()).slowPolicy() == SlowPolicy.SKIP) {
                    return 0;
                }
                bytes += cursor.lagBytes();
            }
        }
        return bytes;
    }
}
