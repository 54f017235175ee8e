package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Identity;
import dev.realtime.core.Limits;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.UserId;
import dev.realtime.core.frame.Batch;
import dev.realtime.core.memory.MemoryBroker;
import dev.realtime.core.memory.SystemRandomness;
import dev.realtime.core.spi.Admission;
import dev.realtime.core.spi.Authorizer;
import dev.realtime.core.spi.Inbound;
import dev.realtime.core.spi.Link;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Fills an engine, prints what each thing costs on the heap, and fails if that is more than it may be. The heap is counted
 * after a full collection by the serial collector, which is told to leave no gaps, so two runs print the same to some
 * bytes; the bounds leave room for another JDK.
 *
 * <pre>{@code
 * ./mvnw -q -pl realtime-core test-compile
 * java -Xmx1g -XX:+UseSerialGC -XX:MarkSweepAlwaysCompactCount=1 \
 *      -cp realtime-core/target/classes:realtime-core/target/test-classes dev.realtime.core.hub.HeapFigures
 * }</pre>
 */
final class HeapFigures {

    private static final int CHANNELS_OF_ONE = 1_000;
    private static final int ENTRIES = 1_000;

    private final int connections;
    private final int channels;
    private final int users;
    private final ManualLane lane = new ManualLane();
    private final Limits limits = Limits.DEFAULT.with(all -> {
        all.maxChannelsPerConnection = CHANNELS_OF_ONE;
        all.maxConnectionsPerUser = 10_000;
        all.pingAfter = Duration.ofDays(1);
        all.deadAfter = Duration.ofDays(2);
    });
    private final MemoryBroker broker = new MemoryBroker(limits.historyBytes(), lane, lane, new SystemRandomness());
    private final Hub hub = Hub.builder()
            .lanes(List.of(lane))
            .ticker(lane)
            .wallClock(lane)
            .limits(limits)
            .broker(broker)
            .authorizer(Authorizer.everything())
            .build();
    private boolean kept = true;

    private HeapFigures(int part) {
        this.connections = 10_000 / part;
        this.channels = 100_000 / part;
        this.users = 1_000 / part;
    }

    /** @param args nothing; or {@code 10} for a tenth of everything */
    public static void main(String[] args) {
        HeapFigures figures = new HeapFigures(args.length == 0 ? 1 : Integer.parseInt(args[0]));
        System.out.printf(
                "%nJDK %s, heap %d MiB, history budget %d MiB%n%n",
                Runtime.version(), Runtime.getRuntime().maxMemory() >> 20, figures.limits.historyBytes() >> 20);
        System.out.println("| what | how many | bytes of each | at most |");
        System.out.println("|---|--:|--:|--:|");
        figures.measure();
        System.exit(figures.kept ? 0 : 1);
    }

    private void measure() {
        connect("warm").text(utf8("subscribe warm"));
        lane.run();
        row("connection, idle, with its user's own channel", connections, 1_600, () -> {
            for (int i = 0; i < connections; i++) {
                connect("u" + i);
            }
        });
        row("channel and a subscription to it, never an entry", channels, 700, () -> subscribe(channels));
        row("one more connection on 1,000 of them: a subscription", CHANNELS_OF_ONE, 200, () -> subscribe(1_000));
        long withoutHistory = usedBytes();
        row("what those channels keep after one entry of 16 bytes each", channels, 400, () -> {
            publishTo("c");
            lane.advance(Duration.ofSeconds(10));
        });
        row("channel without a subscriber, one entry of 16 bytes", channels, 650, () -> publishTo("d"));
        row("entry of 16 bytes in a user's log of 1,000", users * ENTRIES, 200, () -> fillUserLogs("s", 16));
        checkHistory("", withoutHistory);
        fillUserLogs("t", 1_024);
        checkHistory(", with " + users + " users' logs of 1,000 entries of 1 KiB more", withoutHistory);
        System.out.printf(Locale.ROOT, "Heap in use at the end: %d MiB.%n", usedBytes() >> 20);
    }

    // However much is published, history takes what it may and no more, and what it counts is what it takes.
    private void checkHistory(String when, long withoutBytes) {
        long bytes = usedBytes() - withoutBytes;
        long counted = broker.historyBytes();
        System.out.printf(Locale.ROOT, "%nHistory%s: %d MiB, and counts %d MiB.%n", when, bytes >> 20, counted >> 20);
        kept &= counted <= limits.historyBytes() && bytes <= counted * 11 / 10;
    }

    private void publishTo(String prefix) {
        for (int i = 0; i < channels; i++) {
            publish(ChannelName.of(prefix + i), 16);
        }
    }

    private void fillUserLogs(String prefix, int payloadBytes) {
        for (int user = 0; user < users; user++) {
            ChannelName log = ChannelName.personal(UserId.of(prefix + user));
            for (int entry = 0; entry < ENTRIES; entry++) {
                publish(log, payloadBytes);
            }
        }
    }

    private void row(String what, int count, int mostBytes, Runnable fill) {
        long before = usedBytes();
        fill.run();
        lane.run();
        long bytes = Math.round((double) (usedBytes() - before) / count);
        System.out.printf(Locale.ROOT, "| %s | %,d | %,d | %,d |%n", what, count, bytes, mostBytes);
        kept &= bytes <= mostBytes;
    }

    private void publish(ChannelName channel, int payloadBytes) {
        hub.publish(channel, Message.of(Payload.jsonBytes(new byte[payloadBytes])));
        lane.run();
    }

    private void subscribe(int count) {
        for (int first = 0; first < count; first += CHANNELS_OF_ONE) {
            Inbound reader = connect("reader");
            for (int i = first; i < first + CHANNELS_OF_ONE; i++) {
                reader.text(utf8("subscribe c" + i));
                lane.run();
            }
        }
    }

    private Inbound connect(String user) {
        Inbound connection = hub.accept(
                lane,
                new TakesAll(),
                new Admission.Accepted(
                        LineDialect.IMPLICIT,
                        Optional.empty(),
                        Optional.of(Identity.claimed(UserId.of(user))),
                        Peer.TOKENS,
                        "192.0.2.1"));
        lane.run();
        return connection;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static long usedBytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** A socket that is never busy and keeps nothing. */
    private static final class TakesAll implements Link {
        @Override
        public int write(Batch batch) {
            return batch.count();
        }

        @Override
        public boolean isBusy() {
            return false;
        }

        @Override
        public void close(int code, String reason) {
            throw new AssertionError("nobody has a reason to close: " + reason);
        }

        @Override
        public void abort() {
            throw new AssertionError("nobody has a reason to cut");
        }

        @Override
        public void reading(boolean on) {
            // Whoever says so little is always read.
        }
    }
}
