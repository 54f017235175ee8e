package dev.realtime.server.call;

import dev.realtime.core.Payload;
import java.util.concurrent.CompletionStage;

/**
 * What a key of {@code POST /call} does. The caller has shown an admin key.
 *
 * <p><b>Threads:</b> an application's are called on the threads of handlers and may block; the server's own on the lane
 * of the caller's socket.
 *
 * <p><b>Errors:</b> a {@link BadParamsException}, thrown or as the stage's outcome, is answered with 400 and its
 * message; everything else with 500, and logged.
 */
@FunctionalInterface
public interface AdminCall {

    /**
     * @param params what the caller sent as {@code params}: one JSON value, {@code {}} if there was none
     * @return the answer's body, JSON
     */
    CompletionStage<Payload> call(Payload params);
}
