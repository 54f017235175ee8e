package dev.realtime.codec.jackson;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.realtime.core.spi.Dialect;
import dev.realtime.testkit.DialectContract;
import java.util.List;
import org.junit.jupiter.api.DisplayName;

@DisplayName("realtime.v1 holds what a dialect must hold")
class RealtimeV1ContractTest extends DialectContract {

    @Override
    protected Dialect create() {
        return new RealtimeV1Dialect();
    }

    @Override
    protected List<String> examples() {
        return Transcript.of("realtime.v1").clientTexts();
    }

    @Override
    protected List<byte[]> binaryExamples() {
        return List.of(
                BinaryMessage.join("{\"type\":\"publish\",\"channel\":\"chat\"}".getBytes(UTF_8), new byte[] {1, 2}),
                BinaryMessage.join("{\"type\":\"call\",\"id\":1,\"method\":\"m\"}".getBytes(UTF_8), new byte[0]));
    }
}
