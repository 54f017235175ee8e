package dev.realtime.auth;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A provider that answers when the test says so. */
final class HeldFetch implements KeyFetch {
    int asked;
    boolean closed;
    private final Queue<CompletableFuture<byte[]>> waiting = new ArrayDeque<>();

    @Override
    public CompletionStage<byte[]> fetch() {
        asked++;
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        waiting.add(answer);
        return answer;
    }

    void answer(String body) {
        waiting.remove().complete(body.getBytes(StandardCharsets.UTF_8));
    }

    void fail() {
        waiting.remove().completeExceptionally(new IllegalStateException("HTTP status 500"));
    }

    @Override
    public void close() {
        closed = true;
    }
}
