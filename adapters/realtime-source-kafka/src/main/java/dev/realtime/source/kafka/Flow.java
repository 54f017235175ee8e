package dev.realtime.source.kafka;

import dev.realtime.core.ChannelName;
import dev.realtime.source.Rejection;
import dev.realtime.source.Routed;
import dev.realtime.source.Routing;
import dev.realtime.source.delivery.ChannelOrder;
import dev.realtime.source.delivery.Courier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * The records of one partition that are in flight, in the order of each channel. A record is settled when the hub has it,
 * or the dead letters do; the partition's position moves over the settled ones at the front.
 *
 * <p><b>Threads:</b> confined to the source's thread, but for {@link #end}'s effect on what is in flight.
 */
final class Flow {

    private static final int OVERHEAD_BYTES = 64;

    private final Routing routing;
    private final ChannelOrder order;
    private final DeadLetters deadLetters;
    private final Deque<Flight> flights = new ArrayDeque<>();
    private Optional<OffsetAndMetadata> position = Optional.empty();
    private long bytes;
    private volatile boolean over;

    Flow(Routing routing, Courier courier, DeadLetters deadLetters) {
        this.routing = routing;
        this.order = new ChannelOrder(courier);
        this.deadLetters = deadLetters;
    }

    int records() {
        return flights.size();
    }

    long bytes() {
        return bytes;
    }

    /** Nothing before that offset is this group's to read. */
    void beginAt(long offset) {
        position = Optional.of(new OffsetAndMetadata(offset));
    }

    /** Takes the next record. */
    void take(ConsumerRecord<byte[], byte[]> record) {
        Flight flight = depart(record);
        flights.add(flight);
        bytes += flight.bytes();
    }

    /** Moves the position over what is settled. */
    void settle() {
        while (!flights.isEmpty() && flights.peek().settled().isDone()) {
            Flight flight = flights.remove();
            flight.channel().ifPresent(channel -> order.settled(channel, flight.delivered()));
            position = Optional.of(flight.next());
            bytes -= flight.bytes();
        }
    }

    /** Up to where all is settled; empty until it is known where that begins. */
    Optional<OffsetAndMetadata> position() {
        return position;
    }

    /** Everything that is in flight now. */
    List<CompletableFuture<?>> inFlight() {
        List<CompletableFuture<?>> all = new ArrayList<>();
        flights.forEach(flight -> all.add(flight.settled()));
        return all;
    }

    /** The partition is somebody else's: what waits here is not published any more. */
    void end() {
        over = true;
    }

    private Flight depart(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return unfit(record, Rejection.EMPTY, "need a value");
        }
        Routed routed = routing.route(record.value(), act(record));
        if (routed instanceof Routed.Nowhere nowhere) {
            return unfit(record, nowhere.rejection(), nowhere.detail());
        }
        Routed.To to = (Routed.To) routed;
        CompletableFuture<Optional<String>> delivered = order.deliver(to, this::isOver);
        CompletableFuture<Void> settled = delivered.thenCompose(refusal -> refusal.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : deadLetters.bury(new Letter(record, Rejection.REFUSED, refusal.get())));
        return new Flight(next(record), bytesOf(record), Optional.of(to.channel()), delivered, settled);
    }

    private Flight unfit(ConsumerRecord<byte[], byte[]> record, Rejection why, String detail) {
        CompletableFuture<Void> settled = deadLetters.bury(new Letter(record, why, detail));
        return new Flight(next(record), bytesOf(record), Optional.empty(), settled, settled);
    }

    private boolean isOver() {
        return over;
    }

    /** A topic that is made anew counts its offsets anew; its records have other times. */
    private static String act(ConsumerRecord<byte[], byte[]> record) {
        return "kafka:" + record.topic() + "-" + record.partition() + "-" + record.offset() + "@" + record.timestamp();
    }

    private static OffsetAndMetadata next(ConsumerRecord<byte[], byte[]> record) {
        return new OffsetAndMetadata(record.offset() + 1, record.leaderEpoch(), "");
    }

    private static long bytesOf(ConsumerRecord<byte[], byte[]> record) {
        return OVERHEAD_BYTES + Math.max(0L, record.serializedKeySize()) + Math.max(0L, record.serializedValueSize());
    }

    /** @param next the position after it */
    private record Flight(
            OffsetAndMetadata next,
            long bytes,
            Optional<ChannelName> channel,
            CompletableFuture<?> delivered,
            CompletableFuture<Void> settled) {}
}
