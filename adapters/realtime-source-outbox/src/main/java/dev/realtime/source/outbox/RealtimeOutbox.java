package dev.realtime.source.outbox;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Publishes inside a transaction: if it commits, the message is delivered, and if it does not, it is not.
 *
 * <p>What is published is a row of the table {@code realtime_outbox} in the connection's own schema; with another schema or
 * another limit, use an {@link OutboxWriter}. Nothing here commits, rolls back or changes the connection.
 *
 * <p><b>Threads:</b> thread-safe, as far as the connection is.
 *
 * <p><b>Errors:</b> {@link IllegalStateException} if the connection commits by itself: the message would go out whatever
 * becomes of the change that it tells of. {@link IllegalArgumentException} if no hub would ever take the message; the
 * transaction is as it was. {@link SQLException} as the database has it.
 */
public final class RealtimeOutbox {

    private RealtimeOutbox() {}

    /** Publishes to a channel when the transaction commits. */
    public static void publish(Connection connection, ChannelName channel, Message message) throws SQLException {
        OutboxWriter.DEFAULT.publish(connection, channel, message);
    }

    /** Publishes all of them, in their order, in one round trip. */
    public static void publish(Connection connection, List<Outgoing> messages) throws SQLException {
        OutboxWriter.DEFAULT.publish(connection, messages);
    }
}
