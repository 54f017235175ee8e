package dev.realtime.codec.jackson;

import dev.realtime.core.spi.Dialect;
import dev.realtime.testkit.DialectContract;
import java.util.List;
import org.junit.jupiter.api.DisplayName;

@DisplayName("channels holds what a dialect must hold")
class ChannelsContractTest extends DialectContract {

    @Override
    protected Dialect create() {
        return new ChannelsDialect();
    }

    @Override
    protected List<String> examples() {
        return Fixture.clientTexts("channels");
    }
}
