package dev.realtime.edge.netty;

import dev.realtime.core.spi.Admission;
import dev.realtime.core.spi.Handshake;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One request on its way to a WebSocket connection. Nothing of it is left once the connection is open.
 *
 * <p><b>Threads:</b> confined to its connection's lane.
 */
final class Upgrade {

    private static final System.Logger LOG = System.getLogger(Upgrade.class.getName());

    /** Whoever finds no place comes back at some second of these, each at another one. */
    private static final int RETRY_SPREAD_SECONDS = 5;

    private static final AtomicInteger TURNED_AWAY = new AtomicInteger();

    private final EdgeLane edge;
    private final HttpFront front;
    private final RequestHead head;

    Upgrade(EdgeLane edge, HttpFront front, RequestHead head) {
        this.edge = edge;
        this.front = front;
        this.head = head;
    }

    void start() {
        Optional<HttpReply> problem = UpgradeCheck.problem(head);
        if (problem.isPresent()) {
            front.refuse(problem.get());
        } else if (edge.parts().sockets().isFull()) {
            turnAway(Places.Full.NO_PLACE);
        } else {
            admit();
        }
    }

    private void admit() {
        RequestTarget target = head.target();
        Handshake handshake =
                new Handshake(target.path(), target.query(), head.headers(), front.address(head), front.isSecure(head));
        CompletionStage<Admission> admission;
        try {
            admission = edge.parts().admitter().admit(handshake);
        } catch (RuntimeException e) {
            admission = CompletableFuture.failedStage(e);
        }
        admission.whenComplete((made, failure) -> edge.lane().run(() -> admitted(Optional.ofNullable(made), failure)));
    }

    private void admitted(Optional<Admission> admission, Throwable failure) {
        if (!front.isAdmitting()) {
            // Too late: the peer has been told so, or is gone.
            return;
        }
        if (admission.isEmpty()) {
            LOG.log(System.Logger.Level.WARNING, "nobody could decide about a handshake", failure);
            front.refuse(Refusals.of(503, "Try again later", Map.of("Retry-After", "1")));
        } else if (admission.get() instanceof Admission.Refused refused) {
            // Who refused has counted it.
            front.send(Refusals.of(refused), false);
        } else {
            takePlace(admission.get());
        }
    }

    private void takePlace(Admission admission) {
        Places.Outcome outcome = edge.parts().sockets().take(front.address(head));
        if (outcome instanceof Places.Place place) {
            open(admission, place);
        } else {
            turnAway((Places.Full) outcome);
        }
    }

    private void turnAway(Places.Full why) {
        int seconds = 1 + Math.floorMod(TURNED_AWAY.getAndIncrement(), RETRY_SPREAD_SECONDS);
        Map<String, String> later = Map.of("Retry-After", Integer.toString(seconds));
        front.refuse(
                switch (why) {
                    case NO_PLACE -> Refusals.of(503, "Server is full", later);
                    case NO_PLACE_FOR_ADDRESS -> Refusals.of(429, "Too many connections", later);
                });
    }

    private void open(Admission admission, Places.Place place) {
        JakartaSide.Answer answer =
                edge.jakarta().answer(head.only("sec-websocket-key").orElseThrow());
        ChannelHandlerContext context = front.context();
        ByteBuf bytes = ReplyWriter.switching(context.alloc(), answer.accept(), subprotocol(admission));
        front.switches();
        context.writeAndFlush(bytes).addListener(written -> {
            if (written.isSuccess() && context.channel().isActive()) {
                switchOver(context, admission, new NettySocket(context, edge, place, answer));
            } else {
                place.leave();
                Cut.now(context.channel());
            }
        });
    }

    private static Optional<String> subprotocol(Admission admission) {
        if (admission instanceof Admission.Accepted accepted) {
            return accepted.subprotocol();
        }
        return admission instanceof Admission.RefusedBySocket refused ? refused.subprotocol() : Optional.empty();
    }

    /** The answer is out, so whatever is written from now on comes behind it. */
    private void switchOver(ChannelHandlerContext context, Admission admission, NettySocket socket) {
        ByteBuf rest = front.leave();
        context.pipeline().replace(front, null, socket);
        if (admission instanceof Admission.Accepted accepted) {
            accept(accepted, socket);
        } else if (admission instanceof Admission.RefusedBySocket refused) {
            socket.link().close(refused.closeNumber(), refused.reason());
        }
        socket.begin(rest);
    }

    private void accept(Admission.Accepted admission, NettySocket socket) {
        try {
            socket.attach(edge.parts().acceptor().accept(edge.lane(), socket.link(), admission));
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a connection ends because of a bug", e);
            socket.link().close(CloseNumbers.INTERNAL, "Internal error");
        }
    }
}
