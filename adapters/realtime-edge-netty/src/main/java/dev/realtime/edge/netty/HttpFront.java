package dev.realtime.edge.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A connection from its first byte until it is upgraded or ends: one request at a time, each after the answer to the
 * one before. While an answer is being made the socket is not read, so a peer that sends requests ahead waits in its
 * own buffers.
 *
 * <p><b>Threads:</b> confined to its connection's lane.
 */
final class HttpFront extends ChannelInboundHandlerAdapter implements Watched {

    private static final System.Logger LOG = System.getLogger(HttpFront.class.getName());

    private final EdgeLane edge;
    private final Places.Place place;
    private final HeadParser parser;
    private ChannelHandlerContext context;
    private ByteBuf input = Unpooled.EMPTY_BUFFER;
    private Stage stage = Stage.HEAD;
    private boolean proceeding;
    private long deadline;
    /** Set from the end of the head to the end of the answer. */
    private Optional<RequestHead> head = Optional.empty();

    private Optional<BodyReader> body = Optional.empty();

    HttpFront(EdgeLane edge, Places.Place place) {
        this.edge = edge;
        this.place = place;
        this.parser = new HeadParser(edge.limits());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        within(edge.limits().handshakeTimeout());
        edge.lane().watch(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (stage == Stage.ENDING || stage == Stage.GONE) {
            bytes.release();
            return;
        }
        if (input.isReadable()) {
            input = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), input, bytes);
        } else {
            input.release();
            input = bytes;
        }
        proceed();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        leave().release();
        edge.left(ctx.channel());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException || cause instanceof DecoderException) {
            // Broken sockets and failed TLS handshakes: everyday life of an open port.
            LOG.log(System.Logger.Level.DEBUG, "a connection broke before its request was read");
        } else {
            LOG.log(System.Logger.Level.ERROR, "a connection ends because of a bug", cause);
        }
        Cut.now(ctx.channel());
    }

    @Override
    public boolean stillWatched(long soonNanos) {
        if (stage == Stage.GONE) {
            return false;
        }
        if (deadline - soonNanos < 0) {
            timeIsUp();
        }
        return stage != Stage.GONE;
    }

    private void timeIsUp() {
        switch (stage) {
            case IDLE -> end();
            case HEAD -> {
                if (input.isReadable()) {
                    refuse(Refusals.of(408, "Request took too long"));
                } else {
                    end();
                }
            }
            case BODY -> refuse(Refusals.of(408, "Request took too long"));
            case ANSWERING, ADMITTING -> refuse(Refusals.of(503, "No answer in time"));
            case SWITCHING, WRITING, ENDING -> Cut.now(context.channel());
            case GONE -> {}
        }
    }

    private void proceed() {
        if (proceeding) {
            return;
        }
        proceeding = true;
        boolean moves = true;
        while (moves && input.isReadable()) {
            moves = switch (stage) {
                case IDLE -> begins();
                case HEAD -> readHead();
                case BODY -> readBody();
                default -> false;
            };
        }
        proceeding = false;
        if (!input.isReadable() && stage != Stage.GONE) {
            input.release();
            input = Unpooled.EMPTY_BUFFER;
        }
    }

    private boolean begins() {
        within(edge.limits().handshakeTimeout());
        stage = Stage.HEAD;
        return true;
    }

    private boolean readHead() {
        HeadParser.Result result = parser.parse(input);
        if (result instanceof HeadParser.Complete complete) {
            headIsThere(complete.head());
            return true;
        }
        if (result instanceof HeadParser.Refused refused) {
            refuse(Refusals.of(refused));
        }
        return false;
    }

    private void headIsThere(RequestHead complete) {
        head = Optional.of(complete);
        if (!edge.parts().hosts().test(complete.host())) {
            refuse(Refusals.of(421, "Not a host of this server"));
        } else if (complete.asksForUpgrade()) {
            stage = Stage.ADMITTING;
            context.channel().config().setAutoRead(false);
            new Upgrade(edge, this, complete).start();
        } else if (EventRequest.isMeantBy(complete, edge.parts())) {
            stage = Stage.ADMITTING;
            context.channel().config().setAutoRead(false);
            new EventRequest(edge, this, complete).start();
        } else if (complete.hasBody()) {
            awaitBody(complete);
        } else {
            answer(complete, new byte[0]);
        }
    }

    private void awaitBody(RequestHead of) {
        int max = edge.limits().maxBodyBytes();
        if (of.contentLength() > max) {
            tooLarge(of);
            return;
        }
        stage = Stage.BODY;
        body = Optional.of(new BodyReader(of, max));
        within(edge.limits().bodyTimeout());
        if (of.only("expect").filter("100-continue"::equalsIgnoreCase).isPresent()) {
            context.writeAndFlush(ReplyWriter.goOn(), context.voidPromise());
        } else if (of.has("expect")) {
            refuse(Refusals.of(417, "Unknown expectation"));
        }
    }

    private boolean readBody() {
        BodyReader reader = body.orElseThrow();
        switch (reader.read(input)) {
            case DONE -> {
                body = Optional.empty();
                answer(head.orElseThrow(), reader.bytes());
            }
            case TOO_LARGE -> tooLarge(head.orElseThrow());
            case MALFORMED -> refuse(Refusals.of(HeadParser.Refused.MALFORMED));
            case MORE -> {
                return false;
            }
        }
        return true;
    }

    private void answer(RequestHead of, byte[] bytes) {
        ask(of, bytes, edge.parts().http()::handle, of.keepsAlive());
    }

    // What is left of the body is passed over: where a next request would begin is not known.
    private void tooLarge(RequestHead of) {
        edge.parts().telemetry().refused(Refusals.code(413));
        body = Optional.empty();
        ask(of, new byte[0], edge.parts().http()::tooLarge, false);
    }

    private void ask(RequestHead of, byte[] bytes, HttpHandler handler, boolean keepAlive) {
        stage = Stage.ANSWERING;
        within(edge.limits().replyTimeout());
        context.channel().config().setAutoRead(false);
        HttpRequest request =
                new HttpRequest(of.method(), of.target().path(), of.target().query(), of.headers(), bytes, address(of));
        CompletionStage<HttpReply> reply;
        try {
            reply = handler.handle(request);
        } catch (RuntimeException e) {
            reply = CompletableFuture.failedStage(e);
        }
        reply.whenComplete(
                (made, failure) -> edge.lane().run(() -> answered(Optional.ofNullable(made), failure, keepAlive)));
    }

    private void answered(Optional<HttpReply> made, Throwable failure, boolean keepAlive) {
        if (stage != Stage.ANSWERING) {
            // Too late: the peer has been told so, or is gone.
            return;
        }
        if (made.isEmpty()) {
            LOG.log(System.Logger.Level.ERROR, "a plain request was not answered because of a bug", failure);
        }
        HttpReply reply = made.orElseGet(() -> Refusals.of(500, "Internal error"));
        send(reply, keepAlive);
    }

    ChannelHandlerContext context() {
        return context;
    }

    /** The IP literal of whoever sent this request. */
    String address(RequestHead of) {
        return edge.parts().forwarded().client(peer(), of.all("x-forwarded-for"));
    }

    /** Whether whoever sent this request did over TLS. */
    boolean isSecure(RequestHead of) {
        boolean tls = context.pipeline().get(SslHandler.class) != null;
        return edge.parts().forwarded().secure(peer(), of.all("x-forwarded-proto"), tls);
    }

    /** The IP literal at the other end of the socket. */
    private String peer() {
        String peer = ((InetSocketAddress) context.channel().remoteAddress())
                .getAddress()
                .getHostAddress();
        // A link-local address comes with its interface, which is of this machine and not the peer's.
        int zone = peer.indexOf('%');
        return zone < 0 ? peer : peer.substring(0, zone);
    }

    boolean isAdmitting() {
        return stage == Stage.ADMITTING;
    }

    /** From here on the answer that opens the socket is under way. */
    void switches() {
        stage = Stage.SWITCHING;
    }

    /** Gives up the connection. @return what was read beyond the request */
    ByteBuf leave() {
        ByteBuf rest = input;
        input = Unpooled.EMPTY_BUFFER;
        if (stage != Stage.GONE) {
            stage = Stage.GONE;
            place.leave();
        }
        return rest;
    }

    /** Answers and ends: where a next request would begin is not known. */
    void refuse(HttpReply reply) {
        edge.parts().telemetry().refused(Refusals.code(reply.status()));
        send(reply, false);
    }

    void send(HttpReply reply, boolean keepAlive) {
        boolean withBody = head.filter(it -> it.method().equals("HEAD")).isEmpty();
        stage = Stage.WRITING;
        body = Optional.empty();
        within(edge.limits().replyTimeout());
        context.writeAndFlush(ReplyWriter.write(reply, withBody, keepAlive)).addListener(written -> {
            if (stage == Stage.GONE) {
                return;
            }
            if (!written.isSuccess()) {
                Cut.now(context.channel());
            } else if (keepAlive) {
                next();
            } else {
                end();
            }
        });
    }

    private void next() {
        head = Optional.empty();
        stage = Stage.IDLE;
        within(edge.limits().keepAliveTimeout());
        context.channel().config().setAutoRead(true);
        proceed();
    }

    /** Ends our side, and passes over what still comes until the peer has ended its own. */
    private void end() {
        stage = Stage.ENDING;
        input.release();
        input = Unpooled.EMPTY_BUFFER;
        within(edge.limits().closeTimeout());
        context.channel().config().setAutoRead(true);
        Cut.ourSide(context.channel());
    }

    private void within(Duration time) {
        deadline = edge.lane().ticker().nanos() + time.toNanos();
    }

    private enum Stage {
        /** Between two requests. */
        IDLE,
        HEAD,
        BODY,
        ANSWERING,
        ADMITTING,
        /** The answer that opens a socket is being written. */
        SWITCHING,
        WRITING,
        ENDING,
        GONE
    }
}
