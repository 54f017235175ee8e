package dev.realtime.source.kafka;

import dev.realtime.core.spi.Ticker;
import dev.realtime.source.delivery.Outage;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * The life of one consumer. While there is no room for more in flight its partitions are paused; it is asked for records
 * all the same, since Kafka takes a consumer that does not ask for dead.
 *
 * <p><b>Threads:</b> confined to the source's thread; the consumer calls back inside {@code poll} and {@code close}.
 */
final class Round implements ConsumerRebalanceListener {

    private static final System.Logger LOG = System.getLogger(Round.class.getName());

    private static final Duration IDLE = Duration.ofMillis(200);
    private static final Duration BUSY = Duration.ofMillis(10);
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final Consumer<byte[], byte[]> consumer;
    private final Flows flows;
    private final KafkaSourceOptions options;
    private final Outage outage;
    private final Ticker ticker;
    private final LongConsumer lag;
    private final Deque<ConsumerRecord<byte[], byte[]>> backlog = new ArrayDeque<>();
    private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
    /** Partitions of which it is not known yet where they begin for this consumer. */
    private final Set<TopicPartition> fresh = new HashSet<>();

    private boolean paused;
    private boolean committing;
    private long lookedAtNanos;

    Round(Consumer<byte[], byte[]> consumer, Flows flows, Reading.Terms terms) {
        this.consumer = consumer;
        this.flows = flows;
        this.options = terms.options();
        this.outage = terms.outage();
        this.ticker = terms.ticker();
        this.lag = terms.lag();
        this.lookedAtNanos = ticker.nanos();
    }

    void begin() {
        consumer.subscribe(options.topics().keySet(), this);
    }

    /** Takes what there is, and looks after what was taken before. */
    void step() {
        limit();
        boolean isIdle = flows.records() == 0 && backlog.isEmpty();
        ConsumerRecords<byte[], byte[]> records = consumer.poll(isIdle ? IDLE : BUSY);
        boolean isBegun = begin(records);
        records.forEach(backlog::add);
        Map<TopicPartition, OffsetAndMetadata> positions = flows.settle();
        while (!backlog.isEmpty() && flows.hasRoom()) {
            flows.take(backlog.remove());
        }
        if (isBegun) {
            commit(positions);
        }
        if (ticker.nanos() - lookedAtNanos >= options.commitEvery().toNanos()) {
            lookedAtNanos = ticker.nanos();
            commit(positions);
            look();
        }
    }

    /** Waits for what is in flight, and commits it. */
    void leave() {
        give(flows.partitions());
    }

    /** Whatever is in flight is nobody's concern any more. */
    void abandon() {
        flows.end(flows.partitions());
        backlog.clear();
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        flows.begin(partitions);
        fresh.addAll(partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        give(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        forget(partitions);
    }

    private void give(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> positions = flows.drain(partitions, options.farewell());
        positions.entrySet().removeIf(each -> each.getValue().equals(committed.get(each.getKey())));
        forget(partitions);
        if (positions.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(positions, options.farewell());
        } catch (KafkaException e) {
            LOG.log(Level.DEBUG, "not committed: some records come again", e);
        }
    }

    private void forget(Collection<TopicPartition> partitions) {
        backlog.removeIf(record -> partitions.contains(new TopicPartition(record.topic(), record.partition())));
        committed.keySet().removeAll(partitions);
        fresh.removeAll(partitions);
        flows.end(partitions);
    }

    // Where a group begins is written down at once. Or else one that begins with the newest record would do so anew if
    // its
    // consumer dies before it has read any, and what came meanwhile would be passed over.
    private boolean begin(ConsumerRecords<byte[], byte[]> records) {
        int before = fresh.size();
        fresh.removeIf(partition -> {
            OptionalLong start = start(partition, records);
            start.ifPresent(offset -> flows.beginAt(partition, offset));
            return start.isPresent();
        });
        return fresh.size() < before;
    }

    private OptionalLong start(TopicPartition partition, ConsumerRecords<byte[], byte[]> records) {
        List<ConsumerRecord<byte[], byte[]>> first = records.records(partition);
        if (!first.isEmpty()) {
            return OptionalLong.of(first.get(0).offset());
        }
        try {
            return OptionalLong.of(consumer.position(partition, Duration.ZERO));
        } catch (TimeoutException e) {
            // It is not known yet.
            return OptionalLong.empty();
        }
    }

    // Partitions that come meanwhile are to be paused, too.
    private void limit() {
        boolean wasPaused = paused;
        paused = !backlog.isEmpty() || (wasPaused ? !flows.isEased() : !flows.hasRoom());
        if (paused) {
            consumer.pause(consumer.assignment());
        } else if (wasPaused) {
            consumer.resume(consumer.paused());
        }
        if (paused && !wasPaused) {
            options.telemetry().paused();
        } else if (wasPaused && !paused) {
            options.telemetry().resumed();
        }
    }

    private void commit(Map<TopicPartition, OffsetAndMetadata> positions) {
        positions.entrySet().removeIf(each -> each.getValue().equals(committed.get(each.getKey())));
        if (committing || positions.isEmpty()) {
            return;
        }
        committing = true;
        consumer.commitAsync(positions, (offsets, failure) -> {
            committing = false;
            if (failure == null) {
                offsets.forEach((partition, position) -> {
                    if (flows.partitions().contains(partition)) {
                        committed.put(partition, position);
                    }
                });
            } else {
                LOG.log(Level.DEBUG, "not committed yet", failure);
            }
        });
    }

    private void look() {
        if (!KafkaClients.isConnected(consumer.metrics())) {
            outage.begins("no server answers");
            return;
        }
        outage.ends();
        try {
            long behind = flows.records() + backlog.size() + unread();
            lag.accept(behind);
            options.telemetry().lag(behind);
        } catch (KafkaException e) {
            LOG.log(Level.DEBUG, "no answer: the lag stays what it was", e);
        }
    }

    private long unread() {
        long unread = 0;
        if (!paused) {
            for (TopicPartition partition : flows.partitions()) {
                unread += consumer.currentLag(partition).orElse(0);
            }
            return unread;
        }
        // What a consumer knows by itself is as old as its last fetch.
        Map<TopicPartition, Long> ends = consumer.endOffsets(flows.partitions(), PATIENCE);
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            unread += Math.max(0, end.getValue() - consumer.position(end.getKey(), PATIENCE));
        }
        return unread;
    }
}
