package dev.realtime.source.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real transactions, a real hub with subscribers, and servers that come and go. */
@Timeout(180)
class OutboxStormIT {

    private static final int ROWS = 10_000;

    private final Pg pg = Pg.withOutbox();
    private final LivingHub living = new LivingHub();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger kills = new AtomicInteger();

    @AfterEach
    void close() {
        threads.shutdown();
        living.close();
    }

    @Test
    @DisplayName("every committed row reaches every subscriber once, in the order of commits, whatever dies meanwhile")
    void showsEachCommittedRowOnceAndInOrder() throws Exception {
        Map<String, LivingHub.Subscriber> subscribers = new LinkedHashMap<>();
        Writers.channels().forEach(channel -> subscribers.put(channel, living.subscriber(channel)));
        Writers writers = new Writers(pg, ROWS);
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> first = CompletableFuture.runAsync(() -> comeAndGo(1, over), threads);
        CompletableFuture<Void> second = CompletableFuture.runAsync(() -> comeAndGo(2, over), threads);
        CompletableFuture<Void> killer = CompletableFuture.runAsync(() -> kill(over), threads);

        writers.write(8);
        assertThat(writers.committed()).isGreaterThanOrEqualTo(ROWS);
        await().atMost(Duration.ofSeconds(90))
                .until(() -> pg.ask("select count(*) from realtime_outbox").equals("0"));
        over.set(true);
        CompletableFuture.allOf(first, second, killer).join();

        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            for (String channel : Writers.channels()) {
                assertThat(subscribers.get(channel).numbers()).as(channel).isEqualTo(writers.book(channel));
            }
        });
        assertThat(kills).hasPositiveValue();
        assertThat(pg.ask("select count(*) from realtime_outbox_dead")).isEqualTo("0");
    }

    /** A server that is started, and stopped at any moment: what it has in flight is not waited for. */
    private void comeAndGo(long seed, AtomicBoolean over) {
        Random random = new Random(seed);
        FickleHub hub = new FickleHub(living.hub()::publish, seed);
        OutboxSourceOptions options = OutboxSourceOptions.at(pg.at())
                .pollEvery(Duration.ofMillis(50))
                .farewell(Duration.ofMillis(1))
                .batch(50);
        while (!over.get()) {
            OutboxSource source = OutboxSource.start(hub, options);
            pause(random.nextInt(1_500), over);
            source.close();
        }
    }

    private void kill(AtomicBoolean over) {
        Random random = new Random(3);
        while (!over.get()) {
            pause(random.nextInt(400), over);
            kills.addAndGet(pg.kill());
        }
    }

    private void pause(int millis, AtomicBoolean over) {
        pg.ask("select pg_sleep(" + (over.get() ? 0 : millis / 1_000.0) + ")");
    }
}
