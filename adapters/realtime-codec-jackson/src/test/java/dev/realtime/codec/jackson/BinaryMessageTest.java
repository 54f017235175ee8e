package dev.realtime.codec.jackson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.realtime.core.Payload;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.frame.ServerFrame;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
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

    static Stream<Arguments> carriesEveryPayload() {
        OptionalLong id = OptionalLong.of(3);
        Payload raw = Payload.binary(RAW);
        return Stream.of(
                arguments(
                        "'type':'publish','channel':'cam'",
                        new ClientFrame.Publish(id, "cam", "", raw, true, "", Map.of())),
                arguments("'type':'call','method':'m'", new ClientFrame.Call(id, "m", raw)),
                arguments("'type':'stream','stream':'s','seq':4", new ClientFrame.Chunk(id, "s", 4, raw)),
                arguments("'type':'end','stream':'s'", new ClientFrame.End(id, "s", Optional.of(raw), "")),
                arguments(
                        "'type':'update','channel':'cam','ttlMs':1",
                        new ClientFrame.Update(id, "cam", Optional.of(raw), Optional.of(Duration.ofMillis(1)))));
    }

    @ParameterizedTest
    @MethodSource
    void carriesEveryPayload(String fields, ClientFrame frame) {
        byte[] header = ("{" + fields.replace('\'', '"') + ",\"id\":3}").getBytes(UTF_8);

        assertThat(new RealtimeV1Dialect().decodeBinary(BinaryMessage.join(header, RAW)))
                .isEqualTo(frame);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'type':'publish','channel':'cam','data':1",
                "'type':'call','method':'m','data':1",
                "'type':'stream','stream':'s','seq':0,'data':1",
                "'type':'end','stream':'s','data':1",
                "'type':'update','channel':'cam','state':1"
            })
    void refusesAPayloadInTheHeader(String fields) {
        byte[] header = ("{" + fields.replace('\'', '"') + ",\"id\":3}").getBytes(UTF_8);

        assertThat(new RealtimeV1Dialect().decodeBinary(BinaryMessage.join(header, RAW)))
                .isEqualTo(new ClientFrame.Malformed(
                        OptionalLong.of(3), "the payload of a binary message stands after its header"));
    }
}
