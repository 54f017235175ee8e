package dev.realtime.core.sim;

import dev.realtime.core.Publication;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.spi.Dialect;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * A wire format without parsing: a frame is kept in a table, and its bytes are its place in the table, padded to a size
 * that a JSON form would have.
 *
 * <p><b>Shape:</b> one table serves one world; it only grows. Messages that are no place in it are malformed.
 *
 * <p><b>Threads:</b> confined to the thread that runs the world.
 */
public final class SimDialect implements Dialect {

    private static final int ENVELOPE_BYTES = 60;
    private static final int MAX_DIGITS = 9;

    private final boolean startsWithConnect;
    private final List<ClientFrame> asked = new ArrayList<>();
    private final List<Told> told = new ArrayList<>();

    // A frame is printed once, however many clients it goes to.
    private record Told(ServerFrame frame, int print) {}

    /** @param startsWithConnect whether peers present themselves first; otherwise the engine greets them at once */
    public SimDialect(boolean startsWithConnect) {
        this.startsWithConnect = startsWithConnect;
    }

    @Override
    public String name() {
        return "sim";
    }

    @Override
    public boolean startsWithConnect() {
        return startsWithConnect;
    }

    /** Whoever presents itself says what it has received as well; for others what their link took counts. */
    @Override
    public boolean acknowledges() {
        return startsWithConnect;
    }

    @Override
    public ClientFrame decode(byte[] utf8) {
        int place = place(utf8);
        return place >= 0 && place < asked.size()
                ? asked.get(place)
                : new ClientFrame.Malformed(OptionalLong.empty(), "not a frame");
    }

    @Override
    public ClientFrame decodeBinary(byte[] bytes) {
        return decode(bytes);
    }

    @Override
    public EncodedFrame encode(ServerFrame frame) {
        told.add(new Told(frame, SimPrint.of(frame)));
        return EncodedFrame.text(bytes(told.size() - 1, size(frame)));
    }

    /** What a client sends for {@code frame}. */
    public byte[] encode(ClientFrame frame) {
        asked.add(frame);
        return bytes(asked.size() - 1, ENVELOPE_BYTES + dataSize(frame));
    }

    /** What a message of the server means. */
    public ServerFrame read(EncodedFrame message) {
        return told.get(place(message.bytes())).frame;
    }

    /** A number that only frames of equal content share. */
    int print(EncodedFrame message) {
        return told.get(place(message.bytes())).print;
    }

    private static int dataSize(ClientFrame frame) {
        if (frame instanceof ClientFrame.Publish publish) {
            return publish.data().size();
        } else if (frame instanceof ClientFrame.Call call) {
            return call.data().size();
        } else if (frame instanceof ClientFrame.Chunk chunk) {
            return chunk.data().size();
        }
        return 0;
    }

    private static int size(ServerFrame frame) {
        if (frame instanceof ServerFrame.Push push) {
            return ENVELOPE_BYTES + push.publication().message().size();
        } else if (frame instanceof ServerFrame.StreamChunk chunk) {
            return ENVELOPE_BYTES + chunk.data().size();
        } else if (frame instanceof ServerFrame.StreamEnd end) {
            return ENVELOPE_BYTES + end.publication().message().size();
        }
        int size = ENVELOPE_BYTES;
        if (frame instanceof ServerFrame.Publications history) {
            for (Publication publication : history.publications()) {
                size += ENVELOPE_BYTES + publication.message().size();
            }
        }
        return size;
    }

    private static byte[] bytes(int place, int size) {
        int digits = 1;
        for (int rest = place; rest >= 10; rest /= 10) {
            digits++;
        }
        byte[] bytes = new byte[Math.max(size, digits)];
        int rest = place;
        for (int i = digits - 1; i >= 0; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        Arrays.fill(bytes, digits, bytes.length, (byte) ' ');
        return bytes;
    }

    private static int place(byte[] bytes) {
        int place = 0;
        int digits = 0;
        while (digits < bytes.length && bytes[digits] != ' ') {
            byte digit = bytes[digits++];
            if (digit < '0' || digit > '9' || digits > MAX_DIGITS) {
                return -1;
            }
            place = place * 10 + digit - '0';
        }
        return digits == 0 ? -1 : place;
    }
}
