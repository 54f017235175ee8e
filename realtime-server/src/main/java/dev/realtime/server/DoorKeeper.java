package dev.realtime.server;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.spi.Admission;
import dev.realtime.core.spi.Admitter;
import dev.realtime.core.spi.Handshake;
import dev.realtime.server.http.Router;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/**
 * Sends newcomers elsewhere while the server drains. The port stays open for that: whoever balances load reads 503 from
 * {@code /ready}, where a closed port would leave it guessing.
 */
record DoorKeeper(Admitter next, BooleanSupplier isDraining) implements Admitter {

    private static final Admission STOPPING =
            new Admission.Refused(503, ErrorCode.OVERLOADED, "the server is stopping", Map.of("Retry-After", "1"));

    @Override
    public CompletionStage<Admission> admit(Handshake handshake) {
        CompletionStage<Admission> decision =
                isDraining.getAsBoolean() ? CompletableFuture.completedFuture(STOPPING) : next.admit(handshake);
        return decision.thenApply(DoorKeeper::secured);
    }

    /** A refusal is an HTTP answer like any other. */
    private static Admission secured(Admission admission) {
        if (!(admission instanceof Admission.Refused refused)) {
            return admission;
        }
        Map<String, String> headers = new HashMap<>(Router.SECURITY);
        headers.putAll(refused.headers());
        return new Admission.Refused(refused.status(), refused.code(), refused.message(), headers);
    }
}
