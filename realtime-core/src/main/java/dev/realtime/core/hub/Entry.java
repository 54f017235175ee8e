package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.Publication;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.spi.Dialect;
import dev.realtime.core.spi.Telemetry;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One entry of a channel's window: the publication, and its encoded form for each dialect that has asked for it.
 *
 * <p><b>Threads:</b> immutable but for the forms, which any lane may add. Two lanes may encode the same form at once;
 * both results are alike and one of them stays.
 */
final class Entry {

    private static final System.Logger LOG = System.getLogger(Entry.class.getName());
    private static final VarHandle FORMS;
    // Object headers, references and the ring's slot: what an empty message costs all the same.
    private static final int OVERHEAD_BYTES = 160;

    static {
        try {
            FORMS = MethodHandles.lookup().findVarHandle(Entry.class, "forms", Form.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Publication publication;
    private final long endBytes;
    private final long appendedAtNanos;
    private final long originBit;

    @SuppressWarnings("unused") // through FORMS
    private Form forms;

    /** @param startBytes sum of the sizes of all entries before this one */
    Entry(Publication publication, long startBytes, long nowNanos) {
        Message message = publication.message();
        this.publication = publication;
        this.endBytes = startBytes + sizeOf(message);
        this.appendedAtNanos = nowNanos;
        this.originBit = message.echo() ? 0 : originBit(message.origin());
    }

    /** One of 64 bits for a client, so that a set of clients fits into a long; 0 for no client. */
    static long originBit(String client) {
        return client.isEmpty() ? 0 : 1L << (client.hashCode() * 0x9E3779B9 >>> 26);
    }

    static int sizeOf(Message message) {
        return message.size() + OVERHEAD_BYTES;
    }

    long offset() {
        return publication.offset();
    }

    Publication publication() {
        return publication;
    }

    /** Sum of the sizes of all entries up to and including this one. */
    long endBytes() {
        return endBytes;
    }

    long startBytes() {
        return endBytes - sizeOf(publication.message());
    }

    long appendedAtNanos() {
        return appendedAtNanos;
    }

    /** The bit of the client that must not get this entry; 0 if everybody gets it. */
    long originBit() {
        return originBit;
    }

    /** Whether it means the same to every reader but its {@linkplain #originBit origin}. */
    boolean isForAll() {
        Message message = publication.message();
        return message.via().isEmpty() && message.kind() != Message.Kind.OPEN && message.kind() != Message.Kind.END;
    }

    /** The entry in that dialect, encoded at the first call. */
    EncodedFrame form(Dialect dialect, ChannelName channel, Telemetry telemetry) {
        Form first = (Form) FORMS.getAcquire(this);
        for (Form form = first; form != null; form = form.next) {
            if (form.dialect == dialect) {
                return form.frame;
            }
        }
        EncodedFrame frame = encode(dialect, channel, publication, telemetry);
        FORMS.setRelease(this, new Form(dialect, frame, first));
        return frame;
    }

    /** A dialect that throws must cost one message, not every connection that was to get it. */
    private static EncodedFrame encode(
            Dialect dialect, ChannelName channel, Publication publication, Telemetry telemetry) {
        try {
            return dialect.encode(Appearance.of(channel, publication));
        } catch (RuntimeException e) {
            telemetry.failed(Telemetry.Adapter.DIALECT);
            LOG.log(System.Logger.Level.ERROR, "dialect " + dialect.name() + " failed to encode a publication", e);
            return EncodedFrame.NONE;
        }
    }

    private record Form(Dialect dialect, EncodedFrame frame, Form next) {}
}
