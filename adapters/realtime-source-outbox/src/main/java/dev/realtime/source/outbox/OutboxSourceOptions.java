package dev.realtime.source.outbox;

import dev.realtime.postgres.PostgresDatabase;
import dev.realtime.source.SourceTelemetry;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * What is read, and how.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param database where the outbox is
 * @param group the servers that deliver as one, in turns: servers with one broker share a group; a server with a broker of
 *     its own has a group of its own, and every group is given every row
 * @param batch most rows that are read at once
 * @param maxInFlight most rows that are read and not settled; beyond, nothing is read
 * @param maxInFlightBytes the same in bytes, but for what a last batch brings
 * @param maxDataBytes longest payload; a longer one can never be delivered
 * @param publishTimeout how long the hub may take before a row is published again, under the same idempotency key
 * @param pollEvery how often to look where nobody says that there is news: how late a row can be whose notification is lost
 * @param farewell how long to wait for what is in flight when the source goes
 */
public record OutboxSourceOptions(
        PostgresDatabase database,
        String group,
        int batch,
        int maxInFlight,
        long maxInFlightBytes,
        int maxDataBytes,
        Duration publishTimeout,
        Duration pollEvery,
        Duration farewell,
        SourceTelemetry telemetry) {

    /** Longest payload, unless another length is set. */
    public static final int MAX_DATA_BYTES = 64 * 1024;

    public OutboxSourceOptions {
        Objects.requireNonNull(database, "database");
        Objects.requireNonNull(telemetry, "telemetry");
        if (group.isBlank()) {
            throw new IllegalArgumentException("need a group");
        }
        positive("batch", batch);
        positive("maxInFlight", maxInFlight);
        positive("maxInFlightBytes", maxInFlightBytes);
        positive("maxDataBytes", maxDataBytes);
        positive("publishTimeout", publishTimeout.toNanos());
        positive("farewell", farewell.toNanos());
        // Milliseconds are what the driver of PostgreSQL waits in; none would be for ever.
        if (pollEvery.toMillis() < 1 || pollEvery.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("need 1 ms <= pollEvery <= 1 min but got " + pollEvery);
        }
    }

    /**
     * As the group {@code realtime}; 200 rows at once, 1,000 rows and 8 MiB in flight, payloads of at most 64 KiB, 10 s for a
     * publish, a look every 500 ms, 5 s of farewell.
     */
    public static OutboxSourceOptions at(PostgresDatabase database) {
        return new OutboxSourceOptions(
                database,
                "realtime",
                200,
                1_000,
                8L * 1024 * 1024,
                MAX_DATA_BYTES,
                Duration.ofSeconds(10),
                Duration.ofMillis(500),
                Duration.ofSeconds(5),
                SourceTelemetry.NONE);
    }

    public OutboxSourceOptions group(String name) {
        return with(draft -> draft.group = name);
    }

    public OutboxSourceOptions batch(int rows) {
        return with(draft -> draft.batch = rows);
    }

    public OutboxSourceOptions maxInFlight(int rows) {
        return with(draft -> draft.maxInFlight = rows);
    }

    public OutboxSourceOptions maxInFlightBytes(long bytes) {
        return with(draft -> draft.maxInFlightBytes = bytes);
    }

    public OutboxSourceOptions maxDataBytes(int bytes) {
        return with(draft -> draft.maxDataBytes = bytes);
    }

    public OutboxSourceOptions publishTimeout(Duration time) {
        return with(draft -> draft.publishTimeout = time);
    }

    public OutboxSourceOptions pollEvery(Duration time) {
        return with(draft -> draft.pollEvery = time);
    }

    public OutboxSourceOptions farewell(Duration time) {
        return with(draft -> draft.farewell = time);
    }

    public OutboxSourceOptions telemetry(SourceTelemetry listener) {
        return with(draft -> draft.telemetry = listener);
    }

    private OutboxSourceOptions with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.options();
    }

    private static void positive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("need " + name + " > 0 but got " + value);
        }
    }

    /** The same, while one of it changes. */
    private static final class Draft {
        private final PostgresDatabase database;
        private String group;
        private int batch;
        private int maxInFlight;
        private long maxInFlightBytes;
        private int maxDataBytes;
        private Duration publishTimeout;
        private Duration pollEvery;
        private Duration farewell;
        private SourceTelemetry telemetry;

        Draft(OutboxSourceOptions from) {
            database = from.database;
            group = from.group;
            batch = from.batch;
            maxInFlight = from.maxInFlight;
            maxInFlightBytes = from.maxInFlightBytes;
            maxDataBytes = from.maxDataBytes;
            publishTimeout = from.publishTimeout;
            pollEvery = from.pollEvery;
            farewell = from.farewell;
            telemetry = from.telemetry;
        }

        OutboxSourceOptions options() {
            return new OutboxSourceOptions(
                    database,
                    group,
                    batch,
                    maxInFlight,
                    maxInFlightBytes,
                    maxDataBytes,
                    publishTimeout,
                    pollEvery,
                    farewell,
                    telemetry);
        }
    }
}
