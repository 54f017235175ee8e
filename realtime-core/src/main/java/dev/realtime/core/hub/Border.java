package dev.realtime.core.hub;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/** Where the engine calls an adapter: whatever goes wrong there comes back in one way. <b>Threads:</b> stateless. */
final class Border {

    private Border() {}

    /** The adapter's answer; what it throws, or a stage it owes us, is a stage that fails. */
    static <T> CompletionStage<T> ask(Supplier<CompletionStage<T>> call) {
        try {
            return Objects.requireNonNull(call.get(), "an adapter answered without a stage");
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** What went wrong, without the wrapping that a chain of stages adds, or waiting for one. */
    static Throwable cause(Throwable failure) {
        boolean wrapped = failure instanceof CompletionException || failure instanceof ExecutionException;
        return wrapped && failure.getCause() != null ? failure.getCause() : failure;
    }
}
