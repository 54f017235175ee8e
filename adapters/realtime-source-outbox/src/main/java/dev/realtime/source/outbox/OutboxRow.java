package dev.realtime.source.outbox;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.source.Rejection;
import dev.realtime.source.Routed;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * A row as it was read.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param bytes about what it takes in memory
 * @param routed where it goes
 */
record OutboxRow(long id, long bytes, Routed routed) {

    /** What a row is read from. A payload that is longer than {@code ?} bytes, said twice, is not even read. */
    static final String COLUMNS =
            "o.id, (extract(epoch from o.placed) * 1000000)::bigint as micros, o.tenant, o.channel,"
                    + " o.event, s.size, case when s.size <= ? then o.data::text end as data,"
                    + " case when s.size <= ? then o.bytes end as bytes, o.key, o.origin, o.echo, o.via, o.act,"
                    + " array(select t.key from jsonb_each_text(o.tags) t order by t.key) as names,"
                    + " array(select coalesce(t.value, '') from jsonb_each_text(o.tags) t order by t.key) as values";

    private static final long OVERHEAD_BYTES = 256;

    static OutboxRow read(ResultSet row, int maxDataBytes) throws SQLException {
        long id = row.getLong("id");
        long size = row.getLong("size");
        Routed routed =
                size > maxDataBytes ? Fitness.tooLarge(maxDataBytes, size).orElseThrow() : route(row, maxDataBytes);
        return new OutboxRow(id, OVERHEAD_BYTES + Math.min(size, maxDataBytes), routed);
    }

    private static Routed route(ResultSet row, int maxDataBytes) throws SQLException {
        String tenant = row.getString("tenant");
        String local = row.getString("channel");
        if (ChannelName.parse(tenant, local).isEmpty()) {
            return new Routed.Nowhere(Rejection.FIELD_UNFIT, "need a channel that clients can name, and no feed");
        }
        ChannelName channel = new ChannelName(tenant, local);
        Payload data;
        try {
            byte[] bytes = row.getBytes("bytes");
            data = bytes == null ? Payload.json(row.getString("data")) : Payload.binary(bytes);
        } catch (IllegalArgumentException e) {
            return new Routed.Nowhere(Rejection.MALFORMED, String.valueOf(e.getMessage()));
        }
        Message message = message(row, data);
        return Fitness.misfit(channel, message, maxDataBytes)
                .<Routed>map(misfit -> misfit)
                .orElseGet(() -> new Routed.To(channel, message));
    }

    private static Message message(ResultSet row, Payload data) throws SQLException {
        return new Message(
                Message.Kind.MESSAGE,
                row.getString("event"),
                data,
                row.getString("origin"),
                row.getBoolean("echo"),
                row.getString("via"),
                row.getString("key"),
                tags(row),
                act(row));
    }

    // Tables that are made anew count from 1 again; their rows have other times.
    private static String act(ResultSet row) throws SQLException {
        String given = row.getString("act");
        return given.isEmpty() ? "outbox:" + row.getLong("id") + "@" + row.getLong("micros") : given;
    }

    private static Map<String, String> tags(ResultSet row) throws SQLException {
        String[] names = texts(row.getArray("names"));
        String[] values = texts(row.getArray("values"));
        Map<String, String> tags = new HashMap<>();
        for (int i = 0; i < names.length; i++) {
            tags.put(names[i], values[i]);
        }
        return tags;
    }

    private static String[] texts(Array array) throws SQLException {
        return (String[]) array.getArray();
    }
}
