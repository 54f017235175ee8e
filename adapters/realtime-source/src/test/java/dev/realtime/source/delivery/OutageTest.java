package dev.realtime.source.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.source.SourceTelemetry;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OutageTest {

    private final Logger logger = Logger.getLogger(OutageTest.class.getName());
    private final Lines lines = new Lines();
    private final Counts counts = new Counts();
    private final Outage outage = new Outage(System.getLogger(OutageTest.class.getName()), "Kafka", counts);

    @BeforeEach
    void listen() {
        logger.addHandler(lines);
    }

    @AfterEach
    void stop() {
        logger.removeHandler(lines);
    }

    @Test
    @DisplayName("KF11: an outage has one line when it begins and one when it ends, however often it is tried")
    void hasALineAtItsBeginningAndOneAtItsEnd() {
        outage.begins("first");
        outage.begins("again");
        assertThat(outage.isReading()).isFalse();
        outage.ends();
        outage.ends();
        assertThat(outage.isReading()).isTrue();
        outage.begins("later");

        assertThat(lines.levels).containsExactly(Level.WARNING, Level.INFO, Level.WARNING);
        assertThat(counts.failed).isEqualTo(3);
        assertThat(counts.back).isOne();
    }

    private static final class Counts implements SourceTelemetry {
        private int failed;
        private int back;

        @Override
        public void sourceFailed() {
            failed++;
        }

        @Override
        public void sourceBack() {
            back++;
        }
    }

    private static final class Lines extends Handler {
        private final List<Level> levels = new ArrayList<>();

        @Override
        public void publish(LogRecord line) {
            levels.add(line.getLevel());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
