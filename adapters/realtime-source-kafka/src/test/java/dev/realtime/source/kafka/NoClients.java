package dev.realtime.source.kafka;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;

/** For tests that need none. */
final class NoClients implements KafkaClients {

    @Override
    public Consumer<byte[], byte[]> consumer() {
        throw new KafkaException("there is none");
    }

    @Override
    public Producer<byte[], byte[]> producer() {
        throw new KafkaException("there is none");
    }
}
