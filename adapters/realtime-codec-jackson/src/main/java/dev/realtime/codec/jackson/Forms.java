package dev.realtime.codec.jackson;

import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.frame.ServerFrame;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Which form a dialect gives to each kind of frame, and to which it deliberately gives none.
 *
 * <p><b>Threads:</b> thread-safe once nothing is added any more.
 */
final class Forms {

    private final Map<Class<?>, Function<ServerFrame, EncodedFrame>> forms = new HashMap<>();
    private final Set<Class<?>> leftOut = new HashSet<>();

    <F extends ServerFrame> Forms on(Class<F> kind, Function<F, EncodedFrame> form) {
        forms.put(kind, frame -> form.apply(kind.cast(frame)));
        return this;
    }

    /** All that {@code others} know. */
    Forms with(Forms others) {
        forms.putAll(others.forms);
        leftOut.addAll(others.leftOut);
        return this;
    }

    /** The dialect has nothing to say these with. */
    Forms without(List<Class<? extends ServerFrame>> kinds) {
        leftOut.addAll(kinds);
        return this;
    }

    /** The dialect has nothing to say any other frame with. */
    Forms andNoOther() {
        for (Class<?> kind : ServerFrame.class.getPermittedSubclasses()) {
            if (!forms.containsKey(kind)) {
                leftOut.add(kind);
            }
        }
        return this;
    }

    /** {@link EncodedFrame#NONE} for a frame that is left out, or that is newer than the dialect. */
    EncodedFrame of(ServerFrame frame) {
        Function<ServerFrame, EncodedFrame> form = forms.get(frame.getClass());
        return form == null ? EncodedFrame.NONE : form.apply(frame);
    }

    /** The kinds that have no form on purpose. */
    Set<Class<?>> leftOut() {
        return Set.copyOf(leftOut);
    }

    /** The kinds that were thought of, with a form or without. */
    Set<Class<?>> kinds() {
        Set<Class<?>> kinds = new HashSet<>(leftOut);
        kinds.addAll(forms.keySet());
        return kinds;
    }
}
