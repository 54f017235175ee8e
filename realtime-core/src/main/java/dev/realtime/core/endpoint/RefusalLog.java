package dev.realtime.core.endpoint;

import dev.realtime.core.spi.Telemetry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Says why handshakes fail: one line and one count each. A line holds our own words, the path from the configuration
 * and the peer's address, and nothing the peer wrote.
 *
 * <p><b>Threads:</b> thread-safe.
 */
record RefusalLog(Logger logger, Telemetry telemetry) {

    /** @param reason a fixed word, finer than the refusal's own */
    void refused(Refusal refusal, String reason, String path, String remoteAddress) {
        // anybody's scanner asks for paths that are not there
        Level level = refusal == Refusal.UNKNOWN_PATH ? Level.DEBUG : Level.INFO;
        logger.log(
                level,
                "handshake refused: {0} ({1}), endpoint {2}, peer {3}{4}",
                refusal.code(),
                reason,
                path,
                remoteAddress,
                refusal.remedy());
        telemetry.refused(refusal.code());
        if (refusal.isAboutIdentity()) {
            telemetry.authenticationFailed(reason);
        }
    }

    /** The authenticator failed. Its exception's text may quote the token, so only the type is told. */
    void cannotTell(Endpoint endpoint, Throwable failure) {
        telemetry.failed(Telemetry.Adapter.AUTHENTICATOR);
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        logger.log(
                Level.WARNING,
                "cannot authenticate at endpoint {0}: {1}",
                endpoint.path(),
                cause.getClass().getName());
    }
}
