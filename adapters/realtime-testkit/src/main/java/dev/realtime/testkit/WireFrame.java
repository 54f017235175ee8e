package dev.realtime.testkit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A WebSocket frame as a peer may send it, right or wrong: nothing is checked, so that a test can break every rule of
 * RFC 6455 §5.2 one at a time.
 *
 * <p><b>Shape:</b> starts as a whole, masked frame; the {@code with…} methods spoil one property each.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param opcode 0 to 15
 * @param rsv the three reserved bits: 4 is RSV1, 2 is RSV2, 1 is RSV3
 */
public record WireFrame(int opcode, boolean fin, int rsv, boolean masked, byte[] payload) {

    private static final byte[] MASK = {0x37, (byte) 0xfa, 0x21, 0x3d};

    public static WireFrame of(int opcode, byte[] payload) {
        return new WireFrame(opcode, true, 0, true, payload);
    }

    public static WireFrame text(String text) {
        return of(1, text.getBytes(StandardCharsets.UTF_8));
    }

    public static WireFrame binary(byte... payload) {
        return of(2, payload);
    }

    public static WireFrame continuation(byte... payload) {
        return of(0, payload);
    }

    public static WireFrame ping(byte... payload) {
        return of(9, payload);
    }

    public static WireFrame pong(byte... payload) {
        return of(10, payload);
    }

    /** A close frame with a code and no reason. */
    public static WireFrame close(int code) {
        return close(code, new byte[0]);
    }

    public static WireFrame close(int code, byte[] reason) {
        ByteBuffer payload = ByteBuffer.allocate(2 + reason.length);
        return of(8, payload.putShort((short) code).put(reason).array());
    }

    /** This frame as one that others continue. */
    public WireFrame unfinished() {
        return new WireFrame(opcode, false, rsv, masked, payload);
    }

    public WireFrame withRsv(int bits) {
        return new WireFrame(opcode, fin, bits, masked, payload);
    }

    public WireFrame withoutMask() {
        return new WireFrame(opcode, fin, rsv, false, payload);
    }

    /** The frame's bytes, its length written in the shortest form. */
    public byte[] bytes() {
        int length = payload.length;
        return bytes(length < 126 ? 1 : length < 65_536 ? 3 : 9);
    }

    /**
     * The frame's bytes with the length written in a form of choice.
     *
     * @param lengthBytes 1, 3 or 9: the seven bits alone, or with 16 or 64 more
     */
    public byte[] bytes(int lengthBytes) {
        ByteBuffer out = header(lengthBytes, payload.length);
        for (int i = 0; i < payload.length; i++) {
            out.put(masked ? (byte) (payload[i] ^ MASK[i & 3]) : payload[i]);
        }
        return out.array();
    }

    /** Only the header, which promises a payload of {@code declared} bytes in the 64-bit form; none follows. */
    public byte[] headerDeclaring(long declared) {
        return new WireFrame(opcode, fin, rsv, masked, new byte[0])
                .header(9, declared)
                .array();
    }

    private ByteBuffer header(int lengthBytes, long length) {
        ByteBuffer out = ByteBuffer.allocate(1 + lengthBytes + (masked ? 4 : 0) + payload.length);
        out.put((byte) ((fin ? 0x80 : 0) | rsv << 4 | opcode));
        int maskBit = masked ? 0x80 : 0;
        switch (lengthBytes) {
            case 1 -> out.put((byte) (maskBit | (int) length));
            case 3 -> out.put((byte) (maskBit | 126)).putShort((short) length);
            case 9 -> out.put((byte) (maskBit | 127)).putLong(length);
            default -> throw new IllegalArgumentException("need 1, 3 or 9 length bytes but got " + lengthBytes);
        }
        return masked ? out.put(MASK) : out;
    }
}
