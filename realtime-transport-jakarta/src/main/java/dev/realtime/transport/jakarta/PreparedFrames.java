package dev.realtime.transport.jakarta;

import dev.realtime.core.frame.Batch;
import dev.realtime.core.frame.EncodedFrame;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A batch as the Jakarta API takes it: texts as strings, decoded once for all receivers of a lane.
 *
 * <p><b>Threads:</b> immutable, so that a link may keep it beyond the turn, unlike forms that hold buffers.
 */
final class PreparedFrames implements AutoCloseable {

    static final PreparedFrames NONE = new PreparedFrames(new EncodedFrame[0], new String[0]);

    private final EncodedFrame[] frames;
    private final String[] texts;

    private PreparedFrames(EncodedFrame[] frames, String[] texts) {
        this.frames = frames;
        this.texts = texts;
    }

    static PreparedFrames of(Batch batch) {
        EncodedFrame[] frames = new EncodedFrame[batch.count()];
        String[] texts = new String[frames.length];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = batch.frame(i);
            texts[i] = frames[i].kind() == EncodedFrame.Kind.TEXT ? frames[i].text() : "";
        }
        return new PreparedFrames(frames, texts);
    }

    int count() {
        return frames.length;
    }

    /** @return whether {@code handler} will be called; control frames are out when this returns */
    boolean send(int index, RemoteEndpoint.Async remote, SendHandler handler) throws IOException {
        byte[] bytes = frames[index].bytes();
        switch (frames[index].kind()) {
            case TEXT -> remote.sendText(texts[index], handler);
            case BINARY -> remote.sendBinary(ByteBuffer.wrap(bytes), handler);
            case PING -> remote.sendPing(ByteBuffer.wrap(bytes));
            case PONG -> remote.sendPong(ByteBuffer.wrap(bytes));
        }
        return frames[index].kind() == EncodedFrame.Kind.TEXT || frames[index].kind() == EncodedFrame.Kind.BINARY;
    }

    /** Holds nothing that would have to be freed. */
    @Override
    public void close() {}
}
