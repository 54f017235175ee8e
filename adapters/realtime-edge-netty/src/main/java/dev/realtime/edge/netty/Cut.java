package dev.realtime.edge.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/** The two ways to end a TCP connection. Both on the channel's lane. */
final class Cut {

    private Cut() {}

    /**
     * Ends our side in good order and leaves the other to the peer. Closing both at once would throw away what the peer
     * has not read yet whenever something of its own is still unread here (RFC 9112 §9.6).
     */
    static void ourSide(Channel channel) {
        if (channel.pipeline().get(SslHandler.class) != null) {
            channel.close();
        } else if (channel instanceof DuplexChannel duplex && channel.isActive()) {
            duplex.shutdownOutput();
        }
    }

    /** Ends it at once with a reset, so that the kernel keeps nothing of it. */
    static void now(Channel channel) {
        try {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        } catch (ChannelException e) {
            // It is broken already, and closing it is all that is left.
        }
        // Past the pipeline: TLS would want to say goodbye first, to a peer that does not read.
        channel.unsafe().close(channel.unsafe().voidPromise());
    }
}
