package dev.realtime.core.spi;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which handler a method has.
 *
 * <p><b>Threads:</b> immutable.
 */
public final class CallHandlers {

    /** No method at all. */
    public static final CallHandlers NONE = new CallHandlers(Map.of(), Optional.empty());

    private final Map<String, CallHandler> handlers;
    private final Optional<CallHandler> others;

    private CallHandlers(Map<String, CallHandler> handlers, Optional<CallHandler> others) {
        this.handlers = Map.copyOf(handlers);
        this.others = others;
    }

    /** These handlers and one more. @throws IllegalArgumentException if the method is malformed or taken */
    public CallHandlers with(String method, CallHandler handler) {
        if (!Call.isMethod(method)) {
            throw new IllegalArgumentException("need 1-" + Call.MAX_METHOD_LENGTH + " of [A-Za-z0-9_.:-] as a method");
        }
        Objects.requireNonNull(handler, "handler");
        Map<String, CallHandler> more = new TreeMap<>(handlers);
        if (more.put(method, handler) != null) {
            throw new IllegalArgumentException("method " + method + " has a handler already");
        }
        return new CallHandlers(more, others);
    }

    /**
     * These handlers and one for every method that has none. It sees whatever clients make up, and refuses with {@code
     * METHOD_NOT_FOUND} what it does not know.
     *
     * @throws IllegalArgumentException if there is one already
     */
    public CallHandlers otherwise(CallHandler handler) {
        Objects.requireNonNull(handler, "handler");
        if (others.isPresent()) {
            throw new IllegalArgumentException("all other methods have a handler already");
        }
        return new CallHandlers(handlers, Optional.of(handler));
    }

    /** All of both. @throws IllegalArgumentException if a method has a handler in both */
    public CallHandlers and(CallHandlers more) {
        CallHandlers both = this;
        for (String method : more.methods()) {
            both = both.with(method, more.handlers.get(method));
        }
        return more.others.isPresent() ? both.otherwise(more.others.get()) : both;
    }

    /** Who handles that method. */
    public Optional<CallHandler> find(String method) {
        CallHandler handler = handlers.get(method);
        return handler == null ? others : Optional.of(handler);
    }

    /** The methods with a handler of their own. */
    public Set<String> methods() {
        return handlers.keySet();
    }

    public boolean isEmpty() {
        return handlers.isEmpty() && others.isEmpty();
    }
}
