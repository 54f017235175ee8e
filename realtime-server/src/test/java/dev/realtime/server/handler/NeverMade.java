package dev.realtime.server.handler;

import dev.realtime.core.hub.Hub;
import dev.realtime.core.spi.CallHandlers;

/** A module that stands on the class path and cannot be made. */
public final class NeverMade implements HandlerModule {

    public NeverMade() {
        throw new IllegalStateException("not today");
    }

    @Override
    public String name() {
        return "never";
    }

    @Override
    public CallHandlers handlers(Hub hub) {
        return CallHandlers.NONE;
    }
}
