package dev.realtime.edge.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;

/**
 * Stops accepting for a moment when accepting fails, as it does while the process has no file descriptor left: the
 * waiting connection would otherwise make the socket ready again at once, for ever.
 *
 * <p><b>Threads:</b> confined to the event loop of the server socket.
 */
final class AcceptPause extends ChannelInboundHandlerAdapter {

    private static final System.Logger LOG = System.getLogger(AcceptPause.class.getName());

    private static final long PAUSE_MILLIS = 1_000;
    private static final int PAUSES_BETWEEN_LOGS = 10;

    private int pauses;

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (pauses++ % PAUSES_BETWEEN_LOGS == 0) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "FD_LIMIT? accepting connections fails, trying again every second",
                    cause);
        }
        ctx.channel().config().setAutoRead(false);
        ctx.channel()
                .eventLoop()
                .schedule(() -> ctx.channel().config().setAutoRead(true), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }
}
