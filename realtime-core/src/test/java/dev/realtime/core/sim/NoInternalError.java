package dev.realtime.core.sim;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ServerFrame;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Nobody is ever told of an error inside of the server, but by a handler of the application that failed. */
final class NoInternalError implements Invariant {

    private final SimWorld world;
    private final Map<View, Set<Long>> calls = new HashMap<>();

    NoInternalError(SimWorld world) {
        this.world = world;
    }

    @Override
    public void sent(View view, ClientFrame frame) {
        if (frame instanceof ClientFrame.Call call && call.method().equals(Application.FAILS)) {
            call.id().ifPresent(id -> calls.computeIfAbsent(view, key -> new HashSet<>())
                    .add(id));
        }
    }

    @Override
    public void received(View view, ServerFrame frame) {
        if (frame instanceof ServerFrame.Failure failure && failure.code() == ErrorCode.INTERNAL_ERROR) {
            boolean ofHandler =
                    calls.getOrDefault(view, Set.of()).contains(failure.id().orElse(0));
            if (!ofHandler) {
                world.breach(view.client + " was told " + failure);
            }
        } else if (frame instanceof ServerFrame.Unsubscribed end
                && end.reason().filter(ErrorCode.INTERNAL_ERROR::equals).isPresent()) {
            world.breach(view.client + " was told " + end);
        }
    }

    @Override
    public void closed(View view, int code) {
        calls.remove(view);
    }
}
