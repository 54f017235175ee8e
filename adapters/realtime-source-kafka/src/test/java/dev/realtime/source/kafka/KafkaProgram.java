package dev.realtime.source.kafka;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

/** A Kafka as a program of its own, for whoever has none at hand. It forgets nothing and keeps what it has in its folder. */
public final class KafkaProgram {

    private static final int PARTITIONS = 4;

    private KafkaProgram() {}

    /** @param args a folder that is empty, then topics to make. Says where it is and runs until it is told to end */
    public static void main(String[] args) throws InterruptedException {
        try (Kafka kafka = Kafka.in(Path.of(args[0]))) {
            kafka.start();
            Arrays.stream(args).skip(1).forEach(topic -> kafka.create(topic, PARTITIONS));
            System.out.println("Kafka is ready: " + kafka.servers());
            new CountDownLatch(1).await();
        }
    }
}
