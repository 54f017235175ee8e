package dev.realtime.kv;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.realtime.core.ChannelName;
import dev.realtime.core.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Changes that share a publication: keys and versions, never values.
 *
 * <p><b>Threads:</b> immutable.
 */
record Batch(ChannelName channel, List<KvChange> changes) {

    private static final JsonFactory JSON = new JsonFactory();

    /** Half of what a client may get in one message: 64 KiB. */
    private static final int MAX_CHARACTERS = 32 * 1024;

    private static final int OVERHEAD = 45;

    Batch {
        changes = List.copyOf(changes);
    }

    /** The changes by channel, in batches that are not too long. */
    static List<Batch> of(List<KvChange> changes, KvSourceOptions options) {
        Map<ChannelName, List<KvChange>> byChannel = new LinkedHashMap<>();
        for (KvChange change : changes) {
            byChannel
                    .computeIfAbsent(options.scope().channel(change.owner()), none -> new ArrayList<>())
                    .add(change);
        }
        List<Batch> batches = new ArrayList<>();
        byChannel.forEach((channel, ofChannel) -> batches.addAll(split(channel, ofChannel, options.maxKeys())));
        return batches;
    }

    /** The JSON array that the dialect {@code kv-watch} calls {@code keys}. */
    Payload payload() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartArray();
            for (KvChange change : changes) {
                json.writeStartObject();
                json.writeStringField("key", change.key().text());
                json.writeNumberField("version", change.version());
                json.writeEndObject();
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to memory", e);
        }
        return Payload.jsonBytes(bytes.toByteArray());
    }

    private static List<Batch> split(ChannelName channel, List<KvChange> changes, int maxKeys) {
        List<Batch> batches = new ArrayList<>();
        int from = 0;
        int characters = 0;
        for (int i = 0; i < changes.size(); i++) {
            int more = changes.get(i).key().text().length() + OVERHEAD;
            if (i - from == maxKeys || i > from && characters + more > MAX_CHARACTERS) {
                batches.add(new Batch(channel, changes.subList(from, i)));
                from = i;
                characters = 0;
            }
            characters += more;
        }
        batches.add(new Batch(channel, changes.subList(from, changes.size())));
        return batches;
    }
}
