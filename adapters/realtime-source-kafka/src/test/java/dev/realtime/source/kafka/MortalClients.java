package dev.realtime.source.kafka;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;

/** Real clients whose consumer dies on command: from then on nothing that it does reaches Kafka, but for its leaving. */
final class MortalClients implements KafkaClients {

    private final KafkaClients real;
    private volatile boolean dead;

    MortalClients(KafkaSourceOptions options) {
        real = KafkaClients.of(options);
    }

    void kill() {
        dead = true;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Consumer<byte[], byte[]> consumer() {
        Consumer<byte[], byte[]> living = real.consumer();
        return (Consumer<byte[], byte[]>) Proxy.newProxyInstance(
                Consumer.class.getClassLoader(), new Class<?>[] {Consumer.class}, (proxy, method, arguments) -> {
                    if (dead
                            && (method.getName().startsWith("commit")
                                    || method.getName().equals("poll"))) {
                        throw new KafkaException("dead");
                    }
                    try {
                        return method.invoke(living, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    public Producer<byte[], byte[]> producer() {
        return real.producer();
    }
}
