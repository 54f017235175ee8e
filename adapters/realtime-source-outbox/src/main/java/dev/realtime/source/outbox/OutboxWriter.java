package dev.realtime.source.outbox;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes messages to an outbox, as {@link RealtimeOutbox} does, with other settings.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param schema of the table; empty for the connection's own
 * @param maxDataBytes longest payload: what the server takes ({@link OutboxSourceOptions#maxDataBytes}), or less
 */
public record OutboxWriter(String schema, int maxDataBytes) {

    /** The connection's own schema, and payloads of at most 64 KiB. */
    public static final OutboxWriter DEFAULT = new OutboxWriter("", OutboxSourceOptions.MAX_DATA_BYTES);

    private static final String INSERT = "realtime_outbox"
            + " (tenant, channel, event, data, bytes, key, tags, origin, echo, via, act)"
            + " values (?, ?, ?, ?::json, ?, ?, jsonb_object(?), ?, ?, ?, ?)";

    public OutboxWriter {
        if (schema.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("need the name of a schema");
        }
        if (maxDataBytes < 1) {
            throw new IllegalArgumentException("need maxDataBytes > 0 but got " + maxDataBytes);
        }
    }

    public OutboxWriter schema(String name) {
        return new OutboxWriter(name, maxDataBytes);
    }

    public OutboxWriter maxDataBytes(int bytes) {
        return new OutboxWriter(schema, bytes);
    }

    /** As {@link RealtimeOutbox#publish(Connection, ChannelName, Message)}. */
    public void publish(Connection connection, ChannelName channel, Message message) throws SQLException {
        publish(connection, List.of(new Outgoing(channel, message)));
    }

    /** As {@link RealtimeOutbox#publish(Connection, List)}. */
    public void publish(Connection connection, List<Outgoing> messages) throws SQLException {
        for (Outgoing each : messages) {
            check(each);
        }
        if (connection.getAutoCommit()) {
            throw new IllegalStateException("need a connection in a transaction, but this one commits by itself:"
                    + " the message would go out whatever becomes of the change that it tells of");
        }
        try (PreparedStatement insert = connection.prepareStatement("insert into " + prefix() + INSERT)) {
            for (Outgoing each : messages) {
                fill(insert, each, connection);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private void check(Outgoing each) {
        Fitness.misfit(each.channel(), each.message(), maxDataBytes).ifPresent(misfit -> {
            throw new IllegalArgumentException(misfit.detail());
        });
        if (!each.message().data().isBinary()) {
            // The database would find it out, too, and then the transaction would be lost.
            Payload.json(text(each.message().data()));
        }
    }

    private String prefix() {
        return schema.isEmpty() ? "" : '"' + schema.replace("\"", "\"\"") + "\".";
    }

    private static void fill(PreparedStatement insert, Outgoing outgoing, Connection connection) throws SQLException {
        ChannelName channel = outgoing.channel();
        Message message = outgoing.message();
        insert.setString(1, channel.tenant());
        insert.setString(2, channel.local());
        insert.setString(3, message.event());
        Payload data = message.data();
        if (data.isBinary()) {
            insert.setNull(4, Types.VARCHAR);
            insert.setBytes(5, data.bytes());
        } else {
            insert.setString(4, text(data));
            insert.setNull(5, Types.BINARY);
        }
        insert.setString(6, message.key());
        insert.setArray(7, connection.createArrayOf("text", tags(message.tags())));
        insert.setString(8, message.origin());
        insert.setBoolean(9, message.echo());
        insert.setString(10, message.via());
        insert.setString(11, message.idempotencyKey());
    }

    // Names and values by turns.
    private static Object[] tags(Map<String, String> tags) {
        List<String> flat = new ArrayList<>();
        tags.forEach((name, value) -> {
            flat.add(name);
            flat.add(value);
        });
        return flat.toArray();
    }

    private static String text(Payload json) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json.bytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("need a payload in UTF-8", e);
        }
    }
}
