package dev.realtime.edge.netty;

import dev.realtime.core.frame.Batch;
import dev.realtime.core.frame.EncodedFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A batch as it goes over the wire: all its frames with their headers in one piece of direct memory, made once for
 * every connection of a lane that is given the same batch.
 *
 * <p><b>Threads:</b> confined to its lane. Ends with the batch; who needs the bytes longer retains or copies them.
 */
final class JoinedFrames implements AutoCloseable {

    private static final int MAX_HEADER = 10;

    private final ByteBuf bytes;
    /** Where each frame ends. */
    private final int[] ends;

    private JoinedFrames(ByteBuf bytes, int[] ends) {
        this.bytes = bytes;
        this.ends = ends;
    }

    static JoinedFrames join(Batch batch) {
        int count = batch.count();
        int most = Math.toIntExact(batch.payloadBytes() + (long) count * MAX_HEADER);
        ByteBuf bytes = PooledByteBufAllocator.DEFAULT.directBuffer(most, most);
        int[] ends = new int[count];
        for (int i = 0; i < count; i++) {
            write(batch.frame(i), bytes);
            ends[i] = bytes.writerIndex();
        }
        return new JoinedFrames(bytes, ends);
    }

    int count() {
        return ends.length;
    }

    int size() {
        return ends[ends.length - 1];
    }

    /** One system call. @return how many bytes the kernel took; 0 if it has no room */
    int sendOn(FileDescriptor socket) throws IOException {
        if (bytes.hasMemoryAddress()) {
            return socket.writeAddress(bytes.memoryAddress(), 0, size());
        }
        ByteBuffer view = bytes.internalNioBuffer(0, size());
        return socket.write(view, view.position(), view.limit());
    }

    /** The frame that holds the byte at {@code offset}. */
    int frameAt(int offset) {
        int frame = 0;
        while (ends[frame] <= offset) {
            frame++;
        }
        return frame;
    }

    /** What is left of that frame from {@code offset} on, in memory of its own. */
    ByteBuf restOf(int frame, int offset) {
        int length = ends[frame] - offset;
        return PooledByteBufAllocator.DEFAULT.directBuffer(length, length).writeBytes(bytes, offset, length);
    }

    /** How many frames from the front have room in that many bytes; at least 1. */
    int countWithin(int limit) {
        int count = ends.length;
        while (count > 1 && ends[count - 1] > limit) {
            count--;
        }
        return count;
    }

    /** That many frames from the front, sharing this memory for as long as the answer is retained. */
    ByteBuf retained(int count) {
        return bytes.retainedSlice(0, ends[count - 1]);
    }

    @Override
    public void close() {
        bytes.release();
    }

    /** A close frame; the only one that is not part of a batch. @param code {@link CloseNumbers#NONE} for none */
    static ByteBuf close(int code, byte[] reason) {
        int length = code == CloseNumbers.NONE ? 0 : Short.BYTES + reason.length;
        ByteBuf frame = PooledByteBufAllocator.DEFAULT.directBuffer(2 + length);
        frame.writeByte(0x88).writeByte(length);
        return length == 0 ? frame : frame.writeShort(code).writeBytes(reason);
    }

    private static void write(EncodedFrame frame, ByteBuf to) {
        int length = frame.size();
        to.writeByte(0x80
                | switch (frame.kind()) {
                    case TEXT -> 1;
                    case BINARY -> 2;
                    case PING -> 9;
                    case PONG -> 10;
                });
        if (length < 126) {
            to.writeByte(length);
        } else if (length <= 0xffff) {
            to.writeByte(126).writeShort(length);
        } else {
            to.writeByte(127).writeLong(length);
        }
        to.writeBytes(frame.bytes());
    }
}
