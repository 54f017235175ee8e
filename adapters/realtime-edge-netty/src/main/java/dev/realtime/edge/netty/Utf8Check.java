package dev.realtime.edge.netty;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Judges a text message's bytes as they come, in pieces of any size, and knows a wrong one as soon as it is there:
 * overlong forms, surrogates and everything above U+10FFFF included.
 *
 * <p><b>Threads:</b> confined to its owner.
 *
 * <p><b>Source:</b> RFC 3629 §4, RFC 6455 §8.1.
 */
final class Utf8Check {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long NON_ASCII = 0x8080_8080_8080_8080L;
    private static final int CONTINUATION_LOW = 0x80;
    private static final int CONTINUATION_HIGH = 0xbf;

    /** Continuation bytes the code point under way still needs, and the bounds of the next one. */
    private int missing;

    private int low = CONTINUATION_LOW;
    private int high = CONTINUATION_HIGH;

    /** Whether the text may go on like this. After the first {@code false} nothing more may be asked. */
    boolean accepts(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (missing == 0) {
                at = skipAscii(bytes, at, to);
            }
            if (at < to && !accepts(bytes[at++] & 0xff)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the text may end here. */
    boolean isComplete() {
        return missing == 0;
    }

    private boolean accepts(int b) {
        if (missing == 0) {
            return b < 0x80 || begins(b);
        }
        boolean fits = b >= low && b <= high;
        low = CONTINUATION_LOW;
        high = CONTINUATION_HIGH;
        missing--;
        return fits;
    }

    private boolean begins(int b) {
        missing = b < 0xe0 ? 1 : b < 0xf0 ? 2 : 3;
        switch (b) {
            case 0xe0 -> low = 0xa0;
            case 0xed -> high = 0x9f;
            case 0xf0 -> low = 0x90;
            case 0xf4 -> high = 0x8f;
            default -> {}
        }
        return b >= 0xc2 && b <= 0xf4;
    }

    private static int skipAscii(byte[] bytes, int from, int to) {
        int at = from;
        while (at + Long.BYTES <= to && ((long) LONGS.get(bytes, at) & NON_ASCII) == 0) {
            at += Long.BYTES;
        }
        while (at < to && bytes[at] >= 0) {
            at++;
        }
        return at;
    }
}
