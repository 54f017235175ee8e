package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.realtime.server.config.ConfigSources;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Nothing listens here: no machine has an address that is kept for documentation. */
@Timeout(30)
class DoorsTest {

    private static final String OPEN = "192.0.2.1";

    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.realtime.server");
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(log);
    }

    @Test
    void aServerWithoutNamesThatOtherMachinesReachWarnsOnceAtStart() {
        RealtimeServer.Builder server =
                RealtimeServer.builder().set("server.host", OPEN).set("server.insecure", "true");

        assertThatExceptionOfType(StartException.class).isThrownBy(server::start);

        assertThat(log.list)
                .filteredOn(line -> line.getFormattedMessage().startsWith("HOSTS: ANY - hosts is not set"))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.getLevel()).isEqualTo(Level.WARN);
                    assertThat(line.getFormattedMessage()).contains(OPEN, "DNS rebinding", "Set hosts");
                });
    }

    @Test
    void isSilentWhereNamesAreSetOrNobodyElseReachesIt() {
        for (Map<String, String> settings : List.of(
                Map.of("server.host", OPEN, "hosts", "rt.example.com"),
                Map.of("server.host", OPEN, "hosts", "*"),
                Map.of("server.host", "127.0.0.1"))) {
            assertThat(Warnings.of(ConfigSources.given(settings).load())).noneMatch(line -> line.startsWith("HOSTS"));
        }
    }

    @Test
    void aCheckWarnsOfWhatAStartWouldWarnOf() {
        RealtimeServer.Builder usual = RealtimeServer.builder().set("server.port", "0");
        List<String> foretold = usual.check();

        usual.start().close();

        assertThat(foretold).hasSize(2).element(0).asString().startsWith("no auth.jwt key is set");
        assertThat(log.list)
                .filteredOn(line -> line.getLevel() == Level.WARN)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactlyElementsOf(foretold);
    }

    @Test
    void answersToEveryNameOnlyWhereNoneIsSet() {
        assertThat(doors(Map.of("server.host", OPEN)).hosts().allows("rebound.example"))
                .isTrue();
        assertThat(doors(Map.of("server.host", OPEN, "hosts", "rt.example.com"))
                        .hosts()
                        .allows("rebound.example"))
                .isFalse();
        assertThat(doors(Map.of()).hosts().allows("rebound.example")).isFalse();
    }

    private static Doors doors(Map<String, String> settings) {
        return new Doors(ConfigSources.given(settings).load(), Optional.empty());
    }
}
