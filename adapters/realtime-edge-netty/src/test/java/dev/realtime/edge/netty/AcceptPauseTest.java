package dev.realtime.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("F26, LI05: without file descriptors")
class AcceptPauseTest {

    private static final Logger LOGGER = Logger.getLogger(AcceptPause.class.getName());

    private final Lines lines = new Lines();
    private final EmbeddedChannel server = new EmbeddedChannel(new AcceptPause());

    @BeforeEach
    void listen() {
        LOGGER.setUseParentHandlers(false);
        LOGGER.addHandler(lines);
        server.freezeTime();
    }

    @AfterEach
    void leave() {
        LOGGER.removeHandler(lines);
        LOGGER.setUseParentHandlers(true);
        server.finishAndReleaseAll();
    }

    @Test
    void acceptingPausesForASecond() {
        fail();
        assertThat(server.config().isAutoRead()).isFalse();

        pass(999);
        assertThat(server.config().isAutoRead()).isFalse();

        pass(1);
        assertThat(server.config().isAutoRead()).isTrue();
    }

    @Test
    void logsOnceInTenSeconds() {
        for (int second = 0; second < 20; second++) {
            fail();
            pass(1_000);
        }

        assertThat(lines.seen).hasSize(2).allMatch(line -> line.contains("FD_LIMIT"));
    }

    private void fail() {
        server.pipeline().fireExceptionCaught(new IOException("Too many open files"));
    }

    private void pass(long millis) {
        server.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        server.runScheduledPendingTasks();
    }

    private static final class Lines extends Handler {
        private final List<String> seen = new ArrayList<>();

        @Override
        public void publish(LogRecord line) {
            seen.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
