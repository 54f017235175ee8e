package dev.realtime.codec.jackson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.Payload;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.frame.ServerFrame;
import java.util.HexFormat;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BinaryMessageTest {

    private static final byte[] RAW = {0, 1, '"', '{', -1};

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152})
    void findsTheBytesBehindAHeaderOfAnyLength(int headerLength) {
        BinaryMessage message = BinaryMessage.parse(BinaryMessage.join(new byte[headerLength], RAW))
                .orElseThrow();

        assertThat(message.to() - message.from()).isEqualTo(headerLength);
        assertThat(message.data()).isEqualTo(Payload.binary(RAW));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "01", "00027b7d", "027b7d", "01037b7d", "0180", "018080808001", "01ffffffff0f", "01ffffff7f"
            })
    void refusesWhatIsNotFramed(String hex) {
        assertThat(BinaryMessage.parse(HexFormat.of().parseHex(hex))).isEmpty();
    }

    @Test
    void carriesAPublishBothWays() {
        byte[] message = BinaryMessage.join("{\"type\":\"publish\",\"id\":3,\"channel\":\"cam\"}".getBytes(UTF_8), RAW);

        ClientFrame.Publish publish = (ClientFrame.Publish) new RealtimeV1Dialect().decodeBinary(message);

        assertThat(publish.id()).isEqualTo(OptionalLong.of(3));
        assertThat(publish.data()).isEqualTo(Payload.binary(RAW));
    }

    @Test
    void answersACallWithBytes() {
        EncodedFrame form =
                new RealtimeV1Dialect().encode(new ServerFrame.Reply(OptionalLong.of(3), Payload.binary(RAW)));

        assertThat(form)
                .usingRecursiveComparison()
                .isEqualTo(
                        EncodedFrame.binary(BinaryMessage.join("{\"type\":\"reply\",\"id\":3}".getBytes(UTF_8), RAW)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"publish\",\"channel\":\"cam", "call\",\"method\":\"m"})
    void refusesDataInTheHeader(String type) {
        byte[] header = ("{\"id\":3,\"data\":1,\"type\":\"" + type + "\"}").getBytes(UTF_8);

        ClientFrame frame = new RealtimeV1Dialect().decodeBinary(BinaryMessage.join(header, RAW));

        assertThat(frame).isInstanceOf(ClientFrame.Malformed.class);
        assertThat(frame.id()).isEqualTo(OptionalLong.of(3));
    }
}
