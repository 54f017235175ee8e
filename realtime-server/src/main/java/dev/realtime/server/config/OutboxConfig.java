package dev.realtime.server.config;

import java.time.Duration;
import java.util.Optional;

/**
 * An outbox in PostgreSQL that is delivered.
 *
 * <p><b>Threads:</b> immutable.
 */
public record OutboxConfig(
        @Setting(
                        about =
                                "The PostgreSQL database in which the outbox is, `jdbc:postgresql://host/database`. Without it"
                                        + " nothing is read.")
                Optional<String> url,
        @Setting(about = "Who connects to it.") Optional<String> user,
        @Setting(about = "That user's password.") Optional<Secret> password,
        @Setting(about = "Schema of the outbox.", defaultText = "the one that the URL or the user implies")
                Optional<String> schema,
        @Setting(
                        about =
                                "Servers that deliver as one, in turns. Servers with one broker share a group; a server with a"
                                        + " broker of its own has a group of its own, and every group is given every row.",
                        value = "realtime")
                String group,
        @Setting(about = "Rows that are read at once.", value = "200", max = 10_000) int batch,
        @Setting(about = "Rows that are read and not settled; beyond, nothing is read.", value = "1000", max = 100_000)
                int maxInFlight,
        @Setting(about = "The same in bytes.", value = "8MiB") Size maxInFlightBytes,
        @Setting(about = "How often to look for rows of which no notification came; at most a minute.", value = "500ms")
                Duration pollEvery) {

    public OutboxConfig {
        PostgresUrl.check(url);
    }
}
