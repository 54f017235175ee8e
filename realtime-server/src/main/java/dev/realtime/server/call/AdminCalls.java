package dev.realtime.server.call;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.Payload;
import dev.realtime.core.RefusedException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Which keys {@code POST /call} knows.
 *
 * <p><b>Shape:</b> a key is words of letters, digits and {@code -} with dots between, at most 64 characters: {@code ai.chat}.
 *
 * <p><b>Threads:</b> immutable.
 */
public final class AdminCalls {

    /** No call at all. */
    public static final AdminCalls NONE = new AdminCalls(Map.of());

    private static final int MAX_LENGTH = 64;
    private static final Pattern GRAMMAR = Pattern.compile("[a-zA-Z0-9-]+(\\.[a-zA-Z0-9-]+)*");

    private final Map<String, AdminCall> calls;

    private AdminCalls(Map<String, AdminCall> calls) {
        this.calls = Map.copyOf(calls);
    }

    /** These calls and one more. @throws IllegalArgumentException if the key is malformed or taken */
    public AdminCalls with(String key, AdminCall call) {
        if (!isKey(key)) {
            throw new IllegalArgumentException("need a key like ai.chat");
        }
        Map<String, AdminCall> more = new TreeMap<>(calls);
        if (more.put(key, call) != null) {
            throw new IllegalArgumentException("key " + key + " is taken");
        }
        return new AdminCalls(more);
    }

    /** All of both. @throws IllegalArgumentException if a key is in both */
    public AdminCalls and(AdminCalls more) {
        AdminCalls both = this;
        for (Map.Entry<String, AdminCall> call : more.calls.entrySet()) {
            both = both.with(call.getKey(), call.getValue());
        }
        return both;
    }

    /** The same calls on threads of their own, so that they may block. One that gets none is refused. */
    public AdminCalls on(Executor executor) {
        Map<String, AdminCall> moved = new TreeMap<>();
        calls.forEach((key, call) -> moved.put(key, params -> runOn(executor, call, params)));
        return new AdminCalls(moved);
    }

    private static CompletionStage<Payload> runOn(Executor executor, AdminCall call, Payload params) {
        try {
            return CompletableFuture.supplyAsync(() -> call.call(params), executor)
                    .thenCompose(Function.identity());
        } catch (RejectedExecutionException e) {
            throw new RefusedException(ErrorCode.OVERLOADED, "too many calls are being handled");
        }
    }

    Optional<AdminCall> find(String key) {
        return Optional.ofNullable(calls.get(key));
    }

    static boolean isKey(String text) {
        return text.length() <= MAX_LENGTH && GRAMMAR.matcher(text).matches();
    }
}
