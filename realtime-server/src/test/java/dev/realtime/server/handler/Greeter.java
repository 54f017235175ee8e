package dev.realtime.server.handler;

import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.hub.Hub;
import dev.realtime.core.spi.CallHandlers;
import java.util.concurrent.atomic.AtomicInteger;

/** A module on the class path of the tests: sends a user a greeting. */
public final class Greeter implements HandlerModule {

    static final AtomicInteger CLOSED = new AtomicInteger();

    @Override
    public String name() {
        return "greeter";
    }

    @Override
    public CallHandlers handlers(Hub hub) {
        return CallHandlers.NONE.with(
                "greet", call -> hub.sendToUser(call.caller().user(), Message.of("greeting", call.data()))
                        .thenApply(position -> Payload.EMPTY));
    }

    @Override
    public void close() {
        CLOSED.incrementAndGet();
    }
}
