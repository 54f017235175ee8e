package dev.realtime.edge.netty;

import dev.realtime.core.policy.TokenBucket;
import dev.realtime.core.spi.Ticker;
import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Reads a peer's frames and lets nothing wrong pass. Each rule acts on the first byte that breaks it: an opcode before
 * its length, a length before its payload, a bad character before the end of its message.
 *
 * <p>Takes bytes in pieces of any size. What is kept of an unfinished message grows with the bytes that came, never with
 * the length that was promised, and is bounded by {@link EdgeLimits#maxMessageBytes}.
 *
 * <p><b>Threads:</b> confined to its connection's lane.
 *
 * <p><b>Errors:</b> the first broken rule is told to the {@link Sink}; from then on every byte is passed over.
 *
 * <p><b>Source:</b> RFC 6455 §5 to §8. No extension is ever negotiated, so every reserved bit is a mistake.
 */
final class FrameGate {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final byte[] NOTHING = {};
    private static final int FIRST_PIECE = 256;

    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int MAX_CONTROL = 125;

    private final EdgeLimits limits;
    private final Ticker ticker;
    private final Sink sink;

    private Stage stage = Stage.FIRST;

    // the frame under way
    private int opcode;
    private boolean fin;
    /** The length or the mask, as far as it is read, and how many of its bytes are missing. */
    private long number;

    private int missing;
    /** Payload still to come. */
    private int remaining;
    /** The mask, turned so that its first byte is for the next byte of payload. */
    private int mask;

    private byte[] control = NOTHING;
    private int controlSize;

    // the message under way; messageOpcode is 0 if there is none
    private int messageOpcode;
    private int fragments;
    private byte[] message = NOTHING;
    private int messageSize;
    /** Null while no text message is under way. */
    private Utf8Check text;
    /** Null until the first control frame: many peers never send one. */
    private TokenBucket controls;

    FrameGate(EdgeLimits limits, Ticker ticker, Sink sink) {
        this.limits = limits;
        this.ticker = ticker;
        this.sink = sink;
    }

    /** Reads up to the end of one frame, or all there is. The caller comes again with the rest. */
    void read(ByteBuf in) {
        boolean whole = false;
        while (!whole && in.isReadable()) {
            switch (stage) {
                case FIRST -> first(in.readByte());
                case SECOND -> second(in.readByte());
                case SHORT_LENGTH -> length(in.readByte(), MAX_CONTROL);
                case LONG_LENGTH -> length(in.readByte(), 0xffff);
                case MASK -> whole = mask(in.readByte());
                case PAYLOAD -> whole = payload(in);
                case OVER -> in.skipBytes(in.readableBytes());
            }
        }
    }

    private void first(byte b) {
        fin = b < 0;
        opcode = b & 0x0f;
        boolean isControl = opcode >= CLOSE;
        if ((b & 0x70) != 0) {
            fail(CloseNumbers.PROTOCOL_ERROR, "Reserved bit set");
        } else if (opcode > BINARY && opcode < CLOSE || opcode > PONG) {
            fail(CloseNumbers.PROTOCOL_ERROR, "Reserved opcode");
        } else if (isControl && !fin) {
            fail(CloseNumbers.PROTOCOL_ERROR, "Fragmented control frame");
        } else if (opcode == CONTINUATION && messageOpcode == CONTINUATION) {
            fail(CloseNumbers.PROTOCOL_ERROR, "Nothing to continue");
        } else if (!isControl && opcode != CONTINUATION && messageOpcode != CONTINUATION) {
            fail(CloseNumbers.PROTOCOL_ERROR, "Message inside a message");
        } else if (isControl && opcode != CLOSE && !mayControl()) {
            fail(CloseNumbers.POLICY, "Too many control frames");
        } else if (!isControl && ++fragments > limits.maxFragments()) {
            fail(CloseNumbers.POLICY, "Too many fragments");
        } else {
            stage = Stage.SECOND;
        }
    }

    private boolean mayControl() {
        long now = ticker.nanos();
        if (controls == null) {
            controls = new TokenBucket(now);
        }
        return controls.take(limits.controls(), 1, now) == 0;
    }

    private void second(byte b) {
        int length = b & 0x7f;
        if (b >= 0) {
            fail(CloseNumbers.PROTOCOL_ERROR, "Frame without mask");
        } else if (opcode >= CLOSE && length > MAX_CONTROL) {
            fail(CloseNumbers.PROTOCOL_ERROR, "Control frame too long");
        } else if (length == 126) {
            expect(Stage.SHORT_LENGTH, Short.BYTES);
        } else if (length == 127) {
            expect(Stage.LONG_LENGTH, Long.BYTES);
        } else {
            begin(length);
        }
    }

    private void expect(Stage next, int bytes) {
        stage = next;
        missing = bytes;
        number = 0;
    }

    /** @return whether the number under way has all its bytes */
    private boolean numberEndsWith(byte b) {
        number = number << Byte.SIZE | b & 0xff;
        return --missing == 0;
    }

    /** @param aboveThat the longest length that had to be written in a shorter form */
    private void length(byte b, int aboveThat) {
        if (!numberEndsWith(b)) {
            return;
        }
        if (number < 0) {
            fail(CloseNumbers.PROTOCOL_ERROR, "Length out of range");
        } else if (number <= aboveThat) {
            fail(CloseNumbers.PROTOCOL_ERROR, "Length not in its shortest form");
        } else {
            begin(number);
        }
    }

    /** The length is known; nothing of the payload is there yet and nothing is set aside for it. */
    private void begin(long length) {
        if (opcode < CLOSE && length > limits.maxMessageBytes() - messageSize) {
            fail(CloseNumbers.TOO_BIG, "Message too big, at most " + limits.maxMessageBytes() + " bytes");
            return;
        }
        remaining = (int) length;
        if (opcode == TEXT || opcode == BINARY) {
            messageOpcode = opcode;
            text = opcode == TEXT ? new Utf8Check() : null;
        } else if (opcode >= CLOSE) {
            control = remaining == 0 ? NOTHING : new byte[remaining];
            controlSize = 0;
        }
        expect(Stage.MASK, Integer.BYTES);
    }

    private boolean mask(byte b) {
        if (!numberEndsWith(b)) {
            return false;
        }
        mask = (int) number;
        stage = Stage.PAYLOAD;
        return remaining == 0 && frameEnds();
    }

    private boolean payload(ByteBuf in) {
        int count = Math.min(remaining, in.readableBytes());
        remaining -= count;
        if (opcode >= CLOSE) {
            in.readBytes(control, controlSize, count);
            unmask(control, controlSize, controlSize + count);
            controlSize += count;
        } else if (!append(in, count)) {
            return true;
        }
        return remaining == 0 && frameEnds();
    }

    /** @return false if that was the end of the connection */
    private boolean append(ByteBuf in, int count) {
        boolean isWholeMessage = messageSize == 0 && remaining == 0 && fin;
        int end = messageSize + count;
        if (isWholeMessage) {
            message = new byte[count];
        } else if (end > message.length) {
            int grown = Math.min(limits.maxMessageBytes(), Math.max(FIRST_PIECE, 2 * message.length));
            message = Arrays.copyOf(message, Math.max(end, grown));
        }
        in.readBytes(message, messageSize, count);
        unmask(message, messageSize, end);
        if (text != null && !text.accepts(message, messageSize, end)) {
            fail(CloseNumbers.BAD_TEXT, "Text is not UTF-8");
            return false;
        }
        messageSize = end;
        if (remaining > 0) {
            sink.heard();
        }
        return true;
    }

    private void unmask(byte[] bytes, int from, int to) {
        long wide = (long) mask << Integer.SIZE | mask & 0xffff_ffffL;
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            LONGS.set(bytes, at, (long) LONGS.get(bytes, at) ^ wide);
        }
        for (; at < to; at++) {
            bytes[at] ^= (byte) (mask >>> 24);
            mask = Integer.rotateLeft(mask, Byte.SIZE);
        }
    }

    /** @return true, for the frame is whole */
    private boolean frameEnds() {
        stage = Stage.FIRST;
        switch (opcode) {
            case CLOSE -> closeEnds();
            case PING -> sink.pinged(takeControl());
            case PONG -> {
                control = NOTHING;
                sink.heard();
            }
            default -> pieceEnds();
        }
        return true;
    }

    private byte[] takeControl() {
        byte[] taken = control;
        control = NOTHING;
        return taken;
    }

    private void closeEnds() {
        byte[] body = takeControl();
        int code = body.length < 2 ? CloseNumbers.NONE : (body[0] & 0xff) << Byte.SIZE | body[1] & 0xff;
        Utf8Check reason = new Utf8Check();
        if (body.length == 1 || body.length >= 2 && !CloseNumbers.mayBeSent(code)) {
            fail(CloseNumbers.PROTOCOL_ERROR, "Bad close code");
        } else if (body.length > 2 && !(reason.accepts(body, 2, body.length) && reason.isComplete())) {
            fail(CloseNumbers.BAD_TEXT, "Close reason is not UTF-8");
        } else {
            over();
            sink.peerClosed(code);
        }
    }

    private void pieceEnds() {
        if (!fin) {
            sink.heard();
            return;
        }
        if (text != null && !text.isComplete()) {
            fail(CloseNumbers.BAD_TEXT, "Text is not UTF-8");
            return;
        }
        boolean isText = text != null;
        byte[] whole = messageSize == message.length ? message : Arrays.copyOf(message, messageSize);
        forgetMessage();
        sink.message(isText, whole);
    }

    private void forgetMessage() {
        messageOpcode = CONTINUATION;
        fragments = 0;
        message = NOTHING;
        messageSize = 0;
        text = null;
    }

    private void fail(int code, String reason) {
        over();
        sink.violated(code, reason);
    }

    private void over() {
        forgetMessage();
        control = NOTHING;
        stage = Stage.OVER;
    }

    /** What comes next on the wire. */
    private enum Stage {
        FIRST,
        SECOND,
        SHORT_LENGTH,
        LONG_LENGTH,
        MASK,
        PAYLOAD,
        OVER
    }

    /** Told what the gate lets through. Each call is the last thing the gate does with the bytes behind it. */
    interface Sink {

        /** @param payload given away; valid UTF-8 if {@code isText} */
        void message(boolean isText, byte[] payload);

        /** @param payload given away */
        void pinged(byte[] payload);

        /** A pong, or a part of a message. */
        void heard();

        /** @param code {@link CloseNumbers#NONE} if the peer gave none */
        void peerClosed(int code);

        /** @param reason for the close frame; says nothing of what the peer sent */
        void violated(int code, String reason);
    }
}
