package dev.realtime.core.spi;

import dev.realtime.core.Identity;
import dev.realtime.core.Payload;
import java.util.concurrent.CompletionStage;

/**
 * An application's answer to a peer's request.
 *
 * <p><b>Threads:</b> runs on the executor given to the hub, one call at a time for each connection.
 *
 * <p><b>Errors:</b> an exception is logged with the handler's name, counted, and answered with {@code INTERNAL_ERROR};
 * nobody else notices.
 */
@FunctionalInterface
public interface CallHandler {

    /** @param client public id of the calling connection */
    CompletionStage<Payload> call(Identity who, String client, Payload data);
}
