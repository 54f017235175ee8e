package dev.realtime.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8CheckTest {

    @Test
    void agreesWithTheJdkOnEverySequenceOfThreeBytes() {
        byte[] bytes = new byte[3];
        for (int i = 0; i < 1 << 24; i += 3) {
            bytes[0] = (byte) (i >> 16);
            bytes[1] = (byte) (i >> 8);
            bytes[2] = (byte) i;
            if (isText(bytes) != jdkTakes(bytes)) {
                throw new AssertionError("wrong about " + Integer.toHexString(i));
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
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
