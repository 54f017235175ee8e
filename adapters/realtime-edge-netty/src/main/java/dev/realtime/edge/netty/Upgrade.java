package dev.realtime.edge.netty;

import dev.realtime.core.spi.Admission;
import dev.realtime.core.spi.Handshake;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One request on its way to a WebSocket connection. Nothing of it is left once the connection is open.
 *
 * <p><b>Threads:</b> confined to its connection's lane.
 */
final class Upgrade {

    private static final System.Logger LOG = System.getLogger(Upgrade.class.getName());

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
            return;
        }
        RequestTarget target = head.target();
        Handshake handshake =
                new Handshake(target.path(), target.query(), head.headers(), front.address(head), front.isSecure(head));
        new Admitting(edge, front, head, UnaryOperator.identity()).start(handshake, this::open);
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
