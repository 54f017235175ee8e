package dev.realtime.source.kafka;

import dev.realtime.source.delivery.Courier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The partitions that are this source's, and what is in flight of each.
 *
 * <p><b>Threads:</b> confined to the source's thread.
 */
final class Flows {

    private final KafkaSourceOptions options;
    private final Courier courier;
    private final DeadLetters deadLetters;
    private final Map<TopicPartition, Flow> flows = new HashMap<>();
    private int records;
    private long bytes;

    Flows(KafkaSourceOptions options, Courier courier, DeadLetters deadLetters) {
        this.options = options;
        this.courier = courier;
        this.deadLetters = deadLetters;
    }

    Collection<TopicPartition> partitions() {
        return flows.keySet();
    }

    void begin(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            flows.put(partition, new Flow(options.topics().get(partition.topic()), courier, deadLetters));
        }
    }

    void beginAt(TopicPartition partition, long offset) {
        flow(partition).ifPresent(flow -> flow.beginAt(offset));
    }

    /** Takes a record of a partition that is ours, and passes over any other. */
    void take(ConsumerRecord<byte[], byte[]> record) {
        Optional.ofNullable(flows.get(new TopicPartition(record.topic(), record.partition())))
                .ifPresent(flow -> {
                    long before = flow.bytes();
                    flow.take(record);
                    records++;
                    bytes += flow.bytes() - before;
                });
    }

    /** Whether another record may be in flight. */
    boolean hasRoom() {
        return !courier.isRefused() && records < options.maxInFlight() && bytes < options.maxInFlightBytes();
    }

    /** Whether so little is left in flight, after there was no room, that it is worth going on. */
    boolean isEased() {
        return !courier.isRefused() && records <= options.maxInFlight() / 2 && bytes <= options.maxInFlightBytes() / 2;
    }

    int records() {
        return records;
    }

    /** The positions up to which all is settled. */
    Map<TopicPartition, OffsetAndMetadata> settle() {
        return settled(flows.keySet());
    }

    /** The same, after a wait for what is in flight of those partitions. */
    Map<TopicPartition, OffsetAndMetadata> drain(Collection<TopicPartition> partitions, Duration patience) {
        List<CompletableFuture<?>> all = new ArrayList<>();
        partitions.forEach(each -> flow(each).ifPresent(flow -> all.addAll(flow.inFlight())));
        try {
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                    .get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // What is not settled by now is not committed, and comes again.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("it never fails", e);
        }
        return settled(partitions);
    }

    /** They are somebody else's from now on. */
    void end(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : List.copyOf(partitions)) {
            flow(partition).ifPresent(Flow::end);
            flows.remove(partition);
        }
        count();
    }

    private Map<TopicPartition, OffsetAndMetadata> settled(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        for (TopicPartition partition : partitions) {
            flow(partition).ifPresent(flow -> {
                flow.settle();
                flow.position().ifPresent(position -> positions.put(partition, position));
            });
        }
        count();
        return positions;
    }

    private Optional<Flow> flow(TopicPartition partition) {
        return Optional.ofNullable(flows.get(partition));
    }

    private void count() {
        records = flows.values().stream().mapToInt(Flow::records).sum();
        bytes = flows.values().stream().mapToLong(Flow::bytes).sum();
    }
}
