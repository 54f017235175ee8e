package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.Publication;
import dev.realtime.core.spi.Telemetry;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A telemetry that counts")
class TelemetryCostTest extends OneLaneHub {

    private static final int ROUNDS = 200;
    private static final Object THREADS = threads();
    private static final Method BYTES = bytes();

    private final Counting counting = new Counting();
    private Room silent;
    private Room counted;

    @BeforeEach
    void fill() {
        silent = new Room(Telemetry.NONE);
        counted = new Room(counting);
    }

    @Test
    void isToldOfATurnWithoutAnAllocation() throws ReflectiveOperationException {
        long silentBytes = Long.MAX_VALUE;
        long countedBytes = Long.MAX_VALUE;
        // One after the other, so that both meet the same compiled code; the least is what cannot be avoided.
        for (int round = 0; round < ROUNDS; round++) {
            silentBytes = Math.min(silentBytes, silent.bytesOfOneTurn());
            countedBytes = Math.min(countedBytes, counted.bytesOfOneTurn());
        }

        assertThat(countedBytes).isEqualTo(silentBytes);
        assertThat(counting.delivered).isEqualTo(ROUNDS * 50L);
    }

    @Test
    void isSummedUpForWithoutAnAllocation() throws ReflectiveOperationException {
        counting.calls = 0;
        Tally tally = new Tally(Telemetry.careful(counting));
        Entry entry = new Entry(new Publication(1, 0, message("1")), 0, 0);
        long bytes = Long.MAX_VALUE;
        long bytesOfTwoReadings = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long before = allocatedBytes();
            bytesOfTwoReadings = Math.min(bytesOfTwoReadings, allocatedBytes() - before);
            before = allocatedBytes();
            tally.begin(1);
            tally.sent(LineDialect.IMPLICIT, 1, 1);
            tally.delivered(1);
            tally.news(entry);
            tally.waiting(entry);
            tally.tell(2, true);
            bytes = Math.min(bytes, allocatedBytes() - before);
        }

        assertThat(bytes).isEqualTo(bytesOfTwoReadings);
        assertThat(counting.calls).isEqualTo(ROUNDS * 4);
    }

    @Test
    @DisplayName("is called a few times a turn, however many there are to deliver to")
    void isToldOfATurnAtOnce() {
        counted.publish();
        counting.calls = 0;

        counted.turn();

        assertThat(counting.calls).isEqualTo(3);
        assertThat(counting.sent).isGreaterThanOrEqualTo(50);
    }

    /** A hub with fifty subscribers of a channel. */
    private final class Room {
        private final ManualLane lane = new ManualLane();
        private final List<Peer> peers = new ArrayList<>();
        private final Hub hub;

        Room(Telemetry telemetry) {
            hub = builder()
                    .lanes(List.of(lane))
                    .ticker(lane)
                    .wallClock(lane)
                    .telemetry(telemetry)
                    .build();
            for (int i = 0; i < 50; i++) {
                peers.add(Peer.known(hub, lane, "u" + i).says("subscribe chat"));
            }
        }

        void publish() {
            hub.publish(CHAT, message("1"));
        }

        void turn() {
            lane.runOneTurn();
        }

        long bytesOfOneTurn() throws ReflectiveOperationException {
            publish();
            long before = allocatedBytes();
            turn();
            long bytes = allocatedBytes() - before;
            peers.forEach(Peer::hears);
            peers.forEach(Peer::writes);
            return bytes;
        }
    }

    // The module of these tests has the JDK's base alone.
    private static long allocatedBytes() throws ReflectiveOperationException {
        return (long) BYTES.invoke(THREADS, Thread.currentThread().getId());
    }

    private static Object threads() {
        try {
            return Class.forName("java.lang.management.ManagementFactory")
                    .getMethod("getThreadMXBean")
                    .invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static Method bytes() {
        try {
            return Class.forName("com.sun.management.ThreadMXBean").getMethod("getThreadAllocatedBytes", long.class);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static final class Counting implements Telemetry {
        private long delivered;
        private long sent;
        private int calls;

        @Override
        public void sent(String dialect, long frames, long bytes) {
            sent += frames;
            calls++;
        }

        @Override
        public void delivered(long entries, long oldestNanos) {
            delivered += entries;
            calls++;
        }

        @Override
        public void turned(long nanos) {
            calls++;
        }

        @Override
        public void waiting(long oldestNanos) {
            calls++;
        }
    }
}
