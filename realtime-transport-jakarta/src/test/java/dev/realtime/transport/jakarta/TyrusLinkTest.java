package dev.realtime.transport.jakarta;

import dev.realtime.core.memory.SystemTicker;
import dev.realtime.core.spi.Acceptor;
import dev.realtime.core.spi.Admitter;
import dev.realtime.testkit.EdgeUnderTest;
import dev.realtime.testkit.LinkContract;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The portable transport on stock Tyrus and Grizzly")
class TyrusLinkTest extends LinkContract {

    private static final JakartaOptions OPTIONS = JakartaOptions.DEFAULT.with(
            options -> options.writeStall(Duration.ofSeconds(2)).closeTimeout(Duration.ofSeconds(2)));

    @Override
    protected EdgeUnderTest start(Acceptor acceptor, Admitter admitter) {
        JakartaLanes lanes = JakartaLanes.start(2, SystemTicker.INSTANCE);
        JakartaTransport transport = JakartaTransport.create(lanes, OPTIONS);
        TyrusServer server = TyrusServer.start(container -> transport.deploy(container, acceptor, admitter, "/ws"));
        return new EdgeUnderTest() {
            @Override
            public int port() {
                return server.port();
            }

            @Override
            public String path() {
                return "/ws";
            }

            @Override
            public Set<Capability> capabilities() {
                return Set.of(Capability.ANSWERS_PINGS_ITSELF);
            }

            @Override
            public void close() {
                server.close();
                transport.close();
                lanes.close();
            }
        };
    }
}
