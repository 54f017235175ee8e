package dev.realtime.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8CheckTest {

    @Test
    void agreesWithTheJdkOnEveryPairOfBytesAndWhatMayFollow() {
        byte[] thirds = {
            0, 'A', 0x7f, (byte) 0x80, (byte) 0x8f, (byte) 0x90, (byte) 0x9f, (byte) 0xa0, (byte) 0xbf, (byte) 0xc0
        };
        for (int pair = 0; pair < 1 << 16; pair++) {
            for (byte third : thirds) {
                byte[] bytes = {(byte) (pair >> 8), (byte) pair, third};
                if (isText(bytes) != jdkTakes(bytes)) {
                    throw new AssertionError("wrong about " + Integer.toHexString(pair) + ", " + third);
                }
            }
        }
    }

    @Test
    void agreesWithTheJdkOnEveryFourByteForm() {
        byte[] bytes = new byte[4];
        for (int lead = 0xf0; lead < 0xf8; lead++) {
            for (int second = 0x7f; second <= 0xc0; second++) {
                bytes[0] = (byte) lead;
                bytes[1] = (byte) second;
                bytes[2] = (byte) 0x80;
                bytes[3] = (byte) 0xbf;
                assertThat(isText(bytes)).isEqualTo(jdkTakes(bytes));
            }
        }
    }

    @Test
    void takesEveryCodePointInPiecesOfOneByte() {
        Utf8Check check = new Utf8Check();
        for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
            if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                continue;
            }
            byte[] bytes = Character.toString(point).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < bytes.length; i++) {
                assertThat(check.accepts(bytes, i, i + 1)).isTrue();
                if (check.isComplete() != (i == bytes.length - 1)) {
                    throw new AssertionError("wrong about the end of " + point);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 15, 16, 17})
    void findsABadByteWhereverItIs(int before) {
        byte[] bytes = "abcdefghijklmnopqrst".getBytes(StandardCharsets.UTF_8);
        bytes[before] = (byte) 0x80;

        assertThat(new Utf8Check().accepts(bytes, 0, before)).isTrue();
        assertThat(new Utf8Check().accepts(bytes, 0, before + 1)).isFalse();
    }

    private static boolean isText(byte[] bytes) {
        Utf8Check check = new Utf8Check();
        return check.accepts(bytes, 0, bytes.length) && check.isComplete();
    }

    private static boolean jdkTakes(byte[] bytes) {
        return !StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes), CharBuffer.allocate(bytes.length), true)
                .isError();
    }
}
