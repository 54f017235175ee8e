package dev.realtime.examples.adapter;

import dev.realtime.core.spi.Dialect;
import dev.realtime.testkit.DialectContract;
import java.util.List;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The dialect of displays keeps the contract")
class DisplayDialectTest extends DialectContract {

    @Override
    protected Dialect create() {
        return new DisplayDialect();
    }

    /** None: displays do not speak. */
    @Override
    protected List<String> examples() {
        return List.of();
    }
}
