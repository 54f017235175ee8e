package dev.realtime.codec.jackson;

import dev.realtime.core.Payload;
import java.util.Arrays;
import java.util.Optional;

/**
 * A message of raw bytes on a JSON connection: {@code 0x01}, the header's length, the header, the bytes.
 *
 * <p><b>Shape:</b> the header is the message's JSON object without {@code data}. Its length is a varint: seven bits a
 * byte, the lowest first, the top bit set in all but the last; at most four of them.
 *
 * @param from where the header begins
 * @param to where it ends and the raw bytes begin
 */
record BinaryMessage(byte[] bytes, int from, int to) {

    private static final byte VERSION = 1;
    private static final int MAX_LENGTH_BYTES = 4;

    /** Empty if the bytes do not begin so, or end before their header does. */
    static Optional<BinaryMessage> parse(byte[] bytes) {
        if (bytes.length < 2 || bytes[0] != VERSION) {
            return Optional.empty();
        }
        int headerLength = 0;
        for (int i = 0; i < MAX_LENGTH_BYTES && 1 + i < bytes.length; i++) {
            headerLength |= (bytes[1 + i] & 0x7F) << 7 * i;
            if (bytes[1 + i] >= 0) {
                int from = 2 + i;
                return headerLength <= bytes.length - from
                        ? Optional.of(new BinaryMessage(bytes, from, from + headerLength))
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    static byte[] join(byte[] header, byte[] data) {
        int lengthBytes = 1;
        while (header.length >= 1 << 7 * lengthBytes) {
            lengthBytes++;
        }
        byte[] message = new byte[1 + lengthBytes + header.length + data.length];
        message[0] = VERSION;
        for (int i = 0; i < lengthBytes; i++) {
            int more = i < lengthBytes - 1 ? 0x80 : 0;
            message[1 + i] = (byte) (header.length >> 7 * i & 0x7F | more);
        }
        System.arraycopy(header, 0, message, 1 + lengthBytes, header.length);
        System.arraycopy(data, 0, message, 1 + lengthBytes + header.length, data.length);
        return message;
    }

    /** The raw bytes. */
    Payload data() {
        return Payload.binary(Arrays.copyOfRange(bytes, to, bytes.length));
    }
}
