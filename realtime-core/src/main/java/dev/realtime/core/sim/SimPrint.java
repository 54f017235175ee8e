package dev.realtime.core.sim;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.Publication;
import dev.realtime.core.frame.ServerFrame;

/**
 * A number that only frames of equal content share, the same in every process.
 *
 * <p>What comes in masses is printed field by field: the text of a record takes longer than everything else that
 * happens to a message.
 *
 * <p><b>Threads:</b> stateless.
 */
final class SimPrint {

    private SimPrint() {}

    static int of(ServerFrame frame) {
        if (frame instanceof ServerFrame.Push push) {
            return of(push.channel(), push.publication());
        } else if (frame instanceof ServerFrame.Ack ack) {
            int print = ack.id().hashCode();
            print = 31 * print + ack.position().epoch().hashCode();
            return 31 * print + Long.hashCode(ack.position().offset());
        } else if (frame instanceof ServerFrame.Publications history) {
            int print = 31 * history.id().hashCode() + history.top().hashCode();
            for (Publication publication : history.publications()) {
                print = 31 * print + of(history.channel(), publication);
            }
            return print;
        } else if (frame instanceof ServerFrame.StreamOpen open) {
            return of(open.channel(), open.publication());
        } else if (frame instanceof ServerFrame.StreamEnd end) {
            return of(end.channel(), end.publication());
        } else if (frame instanceof ServerFrame.StreamChunk chunk) {
            int print = 31 * chunk.channel().local().hashCode() + chunk.stream().hashCode();
            return 31 * (31 * print + Long.hashCode(chunk.seq())) + chunk.data().size();
        }
        return frame.toString().hashCode();
    }

    private static int of(ChannelName channel, Publication publication) {
        Message message = publication.message();
        int print = 31 * channel.tenant().hashCode() + channel.local().hashCode();
        print = 31 * print + Long.hashCode(publication.offset());
        print = 31 * print + Long.hashCode(publication.publishedAtMillis());
        print = 31 * print + message.event().hashCode();
        print = 31 * print + message.data().size();
        print = 31 * print + message.origin().hashCode();
        print = 31 * print + Boolean.hashCode(message.echo());
        print = 31 * print + message.via().hashCode();
        print = 31 * print + message.key().hashCode();
        return 31 * print + message.tags().hashCode();
    }
}
