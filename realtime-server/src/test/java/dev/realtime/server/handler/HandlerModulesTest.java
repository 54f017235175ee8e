package dev.realtime.server.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime.server.config.ConfigException;
import java.util.List;
import org.junit.jupiter.api.Test;

class HandlerModulesTest {

    @Test
    void closesTheNamedOnes() {
        int before = Greeter.CLOSED.get();

        HandlerModules.named(List.of("greeter")).close();
        HandlerModules.named(List.of()).close();

        assertThat(Greeter.CLOSED).hasValue(before + 1);
    }

    @Test
    void saysWhichThereAreIfOneIsMissing() {
        assertThatThrownBy(() -> HandlerModules.named(List.of("greeter", "greter", "never")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("handlers.modules: there is no module \"greter\" on the class path, but greeter\n"
                        + "handlers.modules: there is no module \"never\" on the class path, but greeter");
    }
}
