package dev.realtime.core.spi;

import java.util.concurrent.CompletionStage;

/**
 * Decides about handshakes: which endpoint, which dialect, who.
 *
 * <p><b>Threads:</b> called from any thread, returns at once; may complete on any thread.
 *
 * <p><b>Time:</b> a stage completes within seconds; until then the handshake waits.
 *
 * <p><b>Errors:</b> a stage that completes exceptionally is answered with HTTP 503. One that never completes is waited for
 * until the handshake's own deadline.
 */
@FunctionalInterface
public interface Admitter {

    CompletionStage<Admission> admit(Handshake handshake);
}
