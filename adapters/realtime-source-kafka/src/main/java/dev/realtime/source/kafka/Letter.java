package dev.realtime.source.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.realtime.source.Rejection;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A record that can never be delivered, and why.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param detail for people
 */
record Letter(ConsumerRecord<byte[], byte[]> record, Rejection why, String detail) {

    static final String HEADER = "realtime-";

    /** What a server takes by default, less the headers that come to it. */
    private static final int MAX_BYTES = 900 * 1024;

    /**
     * The record as it was, and where it came from in headers. One that is too long for a topic comes without its value: the
     * headers say where to find it.
     */
    ProducerRecord<byte[], byte[]> to(String topic, String group) {
        boolean fits = bytes() <= MAX_BYTES;
        ProducerRecord<byte[], byte[]> letter =
                new ProducerRecord<>(topic, null, fits ? record.key() : null, fits ? record.value() : null);
        if (fits) {
            record.headers().forEach(letter.headers()::add);
        }
        add(letter, "reason", why.name());
        add(letter, "detail", detail);
        add(letter, "topic", record.topic());
        add(letter, "partition", String.valueOf(record.partition()));
        add(letter, "offset", String.valueOf(record.offset()));
        add(letter, "timestamp", String.valueOf(record.timestamp()));
        add(letter, "group", group);
        if (!fits) {
            add(letter, "omitted-bytes", String.valueOf(bytes()));
        }
        return letter;
    }

    /** Where it came from. */
    String place() {
        return record.topic() + "-" + record.partition() + "-" + record.offset();
    }

    private int bytes() {
        int bytes = Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
        for (Header header : record.headers()) {
            bytes += header.key().length() + (header.value() == null ? 0 : header.value().length);
        }
        return bytes;
    }

    private static void add(ProducerRecord<byte[], byte[]> letter, String name, String value) {
        letter.headers().add(HEADER + name, value.getBytes(UTF_8));
    }
}
