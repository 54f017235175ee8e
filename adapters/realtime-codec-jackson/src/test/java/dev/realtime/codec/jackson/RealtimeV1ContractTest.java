package dev.realtime.codec.jackson;

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
        return Fixture.clientTexts("realtime.v1");
    }

    @Override
    protected List<byte[]> binaryExamples() {
        return Fixture.clientBytes("realtime.v1");
    }
}
