package dev.realtime.server.call;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.Payload;
import dev.realtime.core.RefusedException;
import dev.realtime.core.spi.Broker;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Takes a request's body {@code {key, params}} to the call it names.
 *
 * <p><b>Threads:</b> immutable.
 */
public final class CallDesk {

    private static final System.Logger LOG = System.getLogger(CallDesk.class.getName());
    private static final byte[] NO_PARAMS = "{}".getBytes(StandardCharsets.UTF_8);

    private final AdminCalls calls;

    public CallDesk(AdminCalls calls) {
        this.calls = calls;
    }

    /** What became of a call. */
    public sealed interface Outcome {

        /** @param body JSON */
        record Done(Payload body) implements Outcome {}

        /**
         * @param status HTTP's number
         * @param message for the caller; holds nothing that it sent
         */
        record Failed(int status, ErrorCode code, String message) implements Outcome {}
    }

    /** @return never fails */
    public CompletionStage<Outcome> call(byte[] body) {
        Optional<JsonFields> request = JsonFields.read(body);
        Optional<String> key = request.flatMap(fields -> fields.text("key")).filter(AdminCalls::isKey);
        if (key.isEmpty()) {
            return failed(ErrorCode.BAD_REQUEST, "need {\"key\": \"…\", \"params\": {…}}");
        }
        Optional<AdminCall> call = calls.find(key.get());
        if (call.isEmpty()) {
            return CompletableFuture.completedFuture(
                    new Outcome.Failed(404, ErrorCode.METHOD_NOT_FOUND, "there is no call of that key"));
        }
        byte[] params = request.flatMap(fields -> fields.raw("params")).orElse(NO_PARAMS);
        return run(key.get(), call.get(), params);
    }

    /** The same for a call that another form of request stands for. @param params JSON; never fails */
    public CompletionStage<Outcome> call(String key, byte[] params) {
        return run(key, calls.find(key).orElseThrow(() -> new IllegalArgumentException("no call " + key)), params);
    }

    /** The same where the request says some of the fields elsewhere, and must not say them twice. @param besides texts */
    public CompletionStage<Outcome> call(String key, Map<String, String> besides, byte[] params) {
        Optional<JsonFields> fields = JsonFields.read(params);
        if (fields.isEmpty() || !Collections.disjoint(fields.get().names(), besides.keySet())) {
            return failed(
                    ErrorCode.BAD_REQUEST,
                    "need an object without " + String.join(", ", new TreeSet<>(besides.keySet())));
        }
        return call(key, fields.get().with(besides));
    }

    private static CompletionStage<Outcome> run(String key, AdminCall call, byte[] params) {
        try {
            return call.call(Payload.jsonBytes(params))
                    .<Outcome>thenApply(Outcome.Done::new)
                    .exceptionally(failure -> outcomeOf(key, failure));
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(outcomeOf(key, e));
        }
    }

    private static Outcome outcomeOf(String key, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof BadParamsException expected) {
            return new Outcome.Failed(400, ErrorCode.BAD_REQUEST, expected.getMessage());
        }
        if (cause instanceof RefusedException refused) {
            return new Outcome.Failed(refused.code().status(), refused.code(), refused.getMessage());
        }
        if (cause instanceof Broker.UnavailableException) {
            return new Outcome.Failed(503, ErrorCode.NOT_AVAILABLE, "the outcome is unknown, try again later");
        }
        LOG.log(Level.ERROR, "call " + key + " failed", cause);
        return new Outcome.Failed(500, ErrorCode.INTERNAL_ERROR, "the call failed");
    }

    private static CompletionStage<Outcome> failed(ErrorCode code, String message) {
        return CompletableFuture.completedFuture(new Outcome.Failed(code.status(), code, message));
    }
}
