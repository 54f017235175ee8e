package dev.realtime.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.Rate;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SharedBucketTest {

    private static final long START = Long.MAX_VALUE;

    private final Rate rate = new Rate(10, 5);

    @Test
    void behavesAsOneThatIsNotShared() {
        SharedBucket bucket = new SharedBucket(START);

        assertThat(bucket.take(rate, 3, START)).isZero();
        assertThat(bucket.take(rate, 3, START)).isEqualTo(100_000_000);
        assertThat(bucket.take(rate, 2, START)).isZero();
        assertThat(bucket.take(rate, 1, START + 99_999_999)).isEqualTo(1);
        assertThat(bucket.take(rate, 1, START + 100_000_000)).isZero();
    }

    @Test
    void givesNothingTwiceToThreadsThatTakeAtOnce() throws InterruptedException {
        int threads = 4;
        Rate large = new Rate(1, 50_000);
        SharedBucket bucket = new SharedBucket(START);
        AtomicInteger taken = new AtomicInteger();
        CountDownLatch begin = new CountDownLatch(1);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        for (int i = 0; i < threads; i++) {
            pool.execute(() -> {
                try {
                    begin.await();
                } catch (InterruptedException e) {
                    return;
                }
                for (int n = 0; n < 20_000; n++) {
                    taken.addAndGet(bucket.take(large, 1, START) == 0 ? 1 : 0);
                }
            });
        }

        begin.countDown();
        pool.shutdown();

        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(taken).hasValue(50_000);
    }
}
