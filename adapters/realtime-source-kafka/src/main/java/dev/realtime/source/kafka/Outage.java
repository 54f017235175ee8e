package dev.realtime.source.kafka;

import java.lang.System.Logger.Level;

/**
 * Whether Kafka can be read, told once when that changes and not at every try.
 *
 * <p><b>Threads:</b> written by the source's thread alone.
 */
final class Outage {

    private static final System.Logger LOG = System.getLogger(KafkaSource.class.getName());

    private enum State {
        BEGINNING,
        READING,
        AWAY
    }

    private final KafkaTelemetry telemetry;
    private volatile State state = State.BEGINNING;

    Outage(KafkaTelemetry telemetry) {
        this.telemetry = telemetry;
    }

    boolean isReading() {
        return state == State.READING;
    }

    void begins(String what) {
        boolean isNews = state != State.AWAY;
        state = State.AWAY;
        telemetry.sourceFailed();
        LOG.log(isNews ? Level.WARNING : Level.DEBUG, "Kafka cannot be read, and is tried again: {0}", what);
    }

    void ends() {
        if (state != State.READING) {
            LOG.log(Level.INFO, "Kafka is read");
            telemetry.sourceBack();
        }
        state = State.READING;
    }
}
