package dev.realtime.core.hub;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.spi.Call;
import dev.realtime.core.spi.CallHandler;
import java.util.Optional;

/**
 * Calls of peers, on their way to the application.
 *
 * <p><b>Threads:</b> stateless; called on the connection's lane.
 */
final class Calling {

    private final Kernel kernel;

    Calling(Kernel kernel) {
        this.kernel = kernel;
    }

    void call(Connection connection, ClientFrame.Call call) {
        if (!Call.isMethod(call.method())) {
            connection.mistake(call.id(), "not a method");
            return;
        }
        Optional<CallHandler> handler = kernel.calls().find(call.method());
        if (handler.isPresent()) {
            connection.calls().submit(call, handler.get());
        } else {
            connection.fail(call.id(), Optional.empty(), ErrorCode.METHOD_NOT_FOUND, "no such method");
        }
    }
}
