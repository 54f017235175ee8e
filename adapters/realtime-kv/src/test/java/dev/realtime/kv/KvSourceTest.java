package dev.realtime.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.realtime.core.UserId;
import dev.realtime.core.memory.SystemRandomness;
import dev.realtime.core.memory.SystemTicker;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KvSourceTest {

    private static final UserId ANN = UserId.of("ann");
    private static final KvKey A = new KvKey("a");

    private final Watcher watcher = new Watcher();
    private final Ups telemetry = new Ups();
    private final ScriptedReader reader = new ScriptedReader();
    private KvSource source;

    @AfterEach
    void stop() {
        source.close();
        assertThat(reader.closed).isTrue();
    }

    @Test
    void goesOnWhereItWasWhenTheDatabaseIsBack() throws SQLException {
        reader.script.add(new SQLException("away"));
        reader.script.add(new IllegalStateException("a bug"));
        reader.script.add(page(1, "p1"));
        reader.script.add(new SQLException("away again"));
        reader.script.add(page(2, "p2"));
        start();

        watcher.sees(ANN, A, 2);

        assertThat(reader.asked).containsSubsequence("start", "start", "start", "p1", "p1");
        await().atMost(Duration.ofSeconds(5)).until(source::isReading);
        assertThat(telemetry.failed).hasValue(3);
        assertThat(telemetry.back).hasValue(2);
    }

    @Test
    void survivesALackOfMemory() throws SQLException {
        reader.script.add(new OutOfMemoryError("for a moment"));
        reader.script.add(page(1, "p1"));
        start();

        watcher.sees(ANN, A, 1);

        assertThat(reader.asked).startsWith("start", "start");
    }

    @Test
    void doesNotMoveOnBeforeItHasPublished() throws SQLException {
        AtomicInteger refused = new AtomicInteger();
        SourceTerms terms = terms();
        Announcer announcer = new Announcer(
                (channel, message) -> {
                    if (refused.getAndIncrement() < 2) {
                        throw new IllegalStateException("not yet");
                    }
                    return watcher.publish(channel, message);
                },
                terms,
                new SystemRandomness());
        reader.script.add(page(1, "p1"));
        reader.script.add(page(2, "p2"));
        source = KvSource.start(reader, announcer, terms);

        watcher.sees(ANN, A, 2);

        assertThat(reader.asked).startsWith("start", "p1").doesNotHaveDuplicates();
    }

    @Test
    void hasOptionsWithBounds() throws SQLException {
        start();

        assertThatIllegalArgumentException().isThrownBy(() -> KvSourceOptions.DEFAULT.maxKeys(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KvSourceOptions.DEFAULT.pollEvery(Duration.ofNanos(999_999)));
        assertThatIllegalArgumentException().isThrownBy(() -> KvSourceOptions.DEFAULT.pollEvery(Duration.ofMinutes(2)));
        assertThatIllegalArgumentException().isThrownBy(() -> KvSourceOptions.DEFAULT.coalesce(Duration.ofMillis(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> KvSourceOptions.DEFAULT.publishTimeout(Duration.ZERO));
    }

    private void start() throws SQLException {
        SourceTerms terms = terms();
        source = KvSource.start(reader, new Announcer(watcher, terms, new SystemRandomness()), terms);
    }

    private SourceTerms terms() {
        KvSourceOptions options = KvSourceOptions.DEFAULT.pollEvery(Duration.ofMillis(50));
        return new SourceTerms(options, telemetry, new Pause(new SystemRandomness()), SystemTicker.INSTANCE);
    }

    private static ChangeReader.Page page(long version, String next) {
        return new ChangeReader.Page(List.of(new KvChange(ANN, A, version)), next, true);
    }

    /** Answers as its script says, page or failure; after its end there is nothing new. */
    private static final class ScriptedReader implements ChangeReader {
        private final LinkedBlockingQueue<Object> script = new LinkedBlockingQueue<>();
        private final List<String> asked = new CopyOnWriteArrayList<>();
        private final Bell silence = new Bell();
        private volatile boolean closed;

        @Override
        public String now() {
            return "start";
        }

        @Override
        public Page after(String position, int max) throws SQLException {
            Object next = script.poll();
            if (next == null) {
                return new Page(List.of(), position, false);
            }
            asked.add(position);
            if (next instanceof SQLException failure) {
                throw failure;
            }
            if (next instanceof RuntimeException failure) {
                throw failure;
            }
            if (next instanceof Error failure) {
                throw failure;
            }
            return (Page) next;
        }

        @Override
        public boolean await(Duration patience) throws InterruptedException {
            return silence.await(patience);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static final class Ups implements KvTelemetry {
        private final AtomicInteger failed = new AtomicInteger();
        private final AtomicInteger back = new AtomicInteger();

        @Override
        public void sourceFailed() {
            failed.incrementAndGet();
        }

        @Override
        public void sourceBack() {
            back.incrementAndGet();
        }
    }
}
