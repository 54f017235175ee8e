package dev.realtime.edge.netty;

import dev.realtime.core.spi.Admission;
import dev.realtime.core.spi.Handshake;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/**
 * One request on its way to a connection that stays: asks who decides about it, and takes a place for it.
 *
 * <p><b>Threads:</b> confined to its connection's lane.
 */
final class Admitting {

    private static final System.Logger LOG = System.getLogger(Admitting.class.getName());

    /** Whoever finds no place comes back at some second of these, each at another one. */
    private static final int RETRY_SPREAD_SECONDS = 5;

    private static final AtomicInteger TURNED_AWAY = new AtomicInteger();

    private final EdgeLane edge;
    private final HttpFront front;
    private final RequestHead head;
    private final UnaryOperator<HttpReply> form;

    /** @param form what a refusal looks like where no connection is opened */
    Admitting(EdgeLane edge, HttpFront front, RequestHead head, UnaryOperator<HttpReply> form) {
        this.edge = edge;
        this.front = front;
        this.head = head;
        this.form = form;
    }

    /** @param in told of what is not a refusal by HTTP, with the place that was taken */
    void start(Handshake handshake, BiConsumer<Admission, Places.Place> in) {
        if (edge.parts().sockets().isFull()) {
            turnAway(Places.Full.NO_PLACE);
            return;
        }
        CompletionStage<Admission> admission;
        try {
            admission = edge.parts().admitter().admit(handshake);
        } catch (RuntimeException e) {
            admission = CompletableFuture.failedStage(e);
        }
        admission.whenComplete(
                (made, failure) -> edge.lane().run(() -> admitted(Optional.ofNullable(made), failure, in)));
    }

    private void admitted(Optional<Admission> admission, Throwable failure, BiConsumer<Admission, Places.Place> in) {
        if (!front.isAdmitting()) {
            // Too late: the peer has been told so, or is gone.
            return;
        }
        if (admission.isEmpty()) {
            LOG.log(System.Logger.Level.WARNING, "nobody could decide about a handshake", failure);
            refuse(503, "Try again later", Map.of("Retry-After", "1"));
        } else if (admission.get() instanceof Admission.Refused refused) {
            // Who refused has counted it.
            front.send(form.apply(Refusals.of(refused)), false);
        } else {
            takePlace(admission.get(), in);
        }
    }

    private void takePlace(Admission admission, BiConsumer<Admission, Places.Place> in) {
        Places.Outcome outcome = edge.parts().sockets().take(front.address(head));
        if (outcome instanceof Places.Place place) {
            in.accept(admission, place);
        } else {
            turnAway((Places.Full) outcome);
        }
    }

    private void turnAway(Places.Full why) {
        int seconds = 1 + Math.floorMod(TURNED_AWAY.getAndIncrement(), RETRY_SPREAD_SECONDS);
        Map<String, String> later = Map.of("Retry-After", Integer.toString(seconds));
        switch (why) {
            case NO_PLACE -> refuse(503, "Server is full", later);
            case NO_PLACE_FOR_ADDRESS -> refuse(429, "Too many connections", later);
        }
    }

    private void refuse(int status, String message, Map<String, String> headers) {
        edge.parts().telemetry().refused(Refusals.code(status));
        front.send(form.apply(Refusals.of(status, message, headers)), false);
    }
}
