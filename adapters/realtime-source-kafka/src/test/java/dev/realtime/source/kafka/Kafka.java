package dev.realtime.source.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Time;

/** A real Kafka of one server, in this JVM; it may be stopped and started again. */
public final class Kafka implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 20;
    private static final int LARGEST_BYTES = 16 * 1024 * 1024;
    private static final AtomicInteger NAMES = new AtomicInteger();

    private static Kafka shared;

    private final Path folder;
    private final int port = freePort();
    private final int sidePort = freePort();
    private final int controllerPort = freePort();
    private final Properties settings = new Properties();
    private KafkaRaftServer server;
    private KafkaProducer<byte[], byte[]> producer;

    private Kafka(Path folder, Optional<Integer> detour) {
        this.folder = folder;
        int side = detour.orElse(sidePort);
        settings.putAll(Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", "1"),
                Map.entry("controller.quorum.voters", "1@localhost:" + controllerPort),
                Map.entry(
                        "listeners",
                        "MAIN://localhost:" + port + ",SIDE://localhost:" + sidePort + ",CONTROLLER://localhost:"
                                + controllerPort),
                Map.entry("advertised.listeners", "MAIN://localhost:" + port + ",SIDE://localhost:" + side),
                Map.entry("listener.security.protocol.map", "MAIN:PLAINTEXT,SIDE:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                Map.entry("inter.broker.listener.name", "MAIN"),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry("log.dirs", folder.resolve("logs").toString()),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                Map.entry("group.min.session.timeout.ms", "500"),
                Map.entry("offsets.topic.num.partitions", "1"),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("transaction.state.log.num.partitions", "1"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("auto.create.topics.enable", "false"),
                Map.entry("message.max.bytes", String.valueOf(LARGEST_BYTES)),
                Map.entry("log.flush.scheduler.interval.ms", "9223372036854775807")));
    }

    /** One that all tests of this run share. It ends with the JVM. */
    static synchronized Kafka shared() {
        if (shared == null) {
            try {
                shared = in(Files.createTempDirectory(Files.createDirectories(Path.of("target")), "kafka"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            shared.start();
        }
        return shared;
    }

    /** One of a test's own, not started yet. */
    public static Kafka in(Path folder) {
        return in(folder, Optional.empty());
    }

    /** The same, to which there is another way. @param detour the port where whoever comes by it is to come back to */
    public static Kafka in(Path folder, int detour) {
        return in(folder, Optional.of(detour));
    }

    private static Kafka in(Path folder, Optional<Integer> detour) {
        Kafka kafka = new Kafka(folder, detour);
        kafka.format();
        return kafka;
    }

    /** Where the other way ends. */
    public int sidePort() {
        return sidePort;
    }

    public String servers() {
        return "localhost:" + port;
    }

    public void start() {
        server = new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
        server.startup();
    }

    public void stop() {
        if (producer != null) {
            producer.close(Duration.ZERO);
            producer = null;
        }
        server.shutdown();
        server.awaitShutdown();
    }

    @Override
    public void close() {
        stop();
    }

    /** A new topic, and one for its dead letters, under names that no other test has. */
    String newTopic(int partitions) {
        String name = "tasks-" + NAMES.incrementAndGet();
        create(name, partitions);
        create(name + "-dead", 1);
        return name;
    }

    public void create(String topic, int partitions) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers()))) {
            NewTopic made = new NewTopic(topic, partitions, (short) 1)
                    .configs(Map.of("max.message.bytes", String.valueOf(LARGEST_BYTES)));
            await(admin.createTopics(List.of(made)).all());
        }
    }

    /** Where the group stands in a partition; -1 if it has committed nothing. */
    public long committed(String group, String topic, int partition) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers()))) {
            OffsetAndMetadata position = await(
                            admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                    .get(new TopicPartition(topic, partition));
            return position == null ? -1 : position.offset();
        }
    }

    /** Who is in a group, by the ids that Kafka gave them. */
    public List<String> members(String group) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers()))) {
            return await(admin.describeConsumerGroups(List.of(group)).all()).get(group).members().stream()
                    .map(MemberDescription::consumerId)
                    .toList();
        }
    }

    /** Throws everybody out of a group, as an administrator may. */
    public void evict(String group) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers()))) {
            await(admin.removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions())
                    .all());
        }
    }

    /** Writes a record and waits until it is there. */
    public RecordMetadata write(String topic, int partition, byte[] value) {
        return await(send(topic, partition, value));
    }

    /** Writes a record; {@link #flush} waits for all of them. */
    public Future<RecordMetadata> send(String topic, int partition, byte[] value) {
        return producer().send(new ProducerRecord<>(topic, partition, "key".getBytes(), value));
    }

    public void flush() {
        producer().flush();
    }

    /** Everything that stands in a topic's first partition, which is that many. */
    public List<ConsumerRecord<byte[], byte[]>> read(String topic, int count) {
        List<ConsumerRecord<byte[], byte[]>> found = readAtLeast(topic, count);
        assertThat(found).hasSize(count);
        return found;
    }

    /** Everything that stands in a topic's first partition, once there are that many. */
    public List<ConsumerRecord<byte[], byte[]>> readAtLeast(String topic, int count) {
        Map<String, Object> reading = Map.of(
                "bootstrap.servers", servers(), "auto.offset.reset", "earliest", "fetch.max.bytes", LARGEST_BYTES);
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        TopicPartition first = new TopicPartition(topic, 0);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(first));
            consumer.seekToBeginning(List.of(first));
            for (int i = 0; i < 10 * PATIENCE_SECONDS && found.size() < count; i++) {
                consumer.poll(Duration.ofMillis(100)).forEach(found::add);
            }
            consumer.poll(Duration.ofMillis(100)).forEach(found::add);
        }
        assertThat(found).hasSizeGreaterThanOrEqualTo(count);
        return found;
    }

    private KafkaProducer<byte[], byte[]> producer() {
        if (producer == null) {
            Map<String, Object> writing =
                    Map.of("bootstrap.servers", servers(), "max.request.size", LARGEST_BYTES, "linger.ms", 1);
            producer = new KafkaProducer<>(writing, new ByteArraySerializer(), new ByteArraySerializer());
        }
        return producer;
    }

    private void format() {
        try {
            Path file = Files.createDirectories(folder).resolve("server.properties");
            try (OutputStream out = Files.newOutputStream(file)) {
                settings.store(out, "");
            }
            String[] call = {"format", "-t", "4L6g3nShT-eMCtK--X86sw", "-c", file.toString()};
            PrintStream silence = new PrintStream(OutputStream.nullOutputStream());
            assertThat(StorageTool.execute(call, silence))
                    .as(Arrays.toString(call))
                    .isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T await(Future<T> outcome) {
        try {
            return outcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Kafka does not do what it should", e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
