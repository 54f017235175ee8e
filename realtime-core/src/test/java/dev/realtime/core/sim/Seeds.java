package dev.realtime.core.sim;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongFunction;
import java.util.stream.IntStream;

/**
 * Runs many seeds on all processors. A run is the affair of one thread and shares nothing with others, so what a seed
 * does is the same alone and in company.
 *
 * <p><b>Threads:</b> one use, by one thread.
 */
final class Seeds {

    private final LongFunction<List<String>> run;
    private final long end;
    private final AtomicLong next;
    private final AtomicReference<Failure> first = new AtomicReference<>();

    /** What must not happen and did, under a seed. */
    record Failure(long seed, List<String> breaches) {

        /** The line that repeats it, and what it is. */
        @Override
        public String toString() {
            return "replay: ./mvnw -pl realtime-core test -Dtest=SimulationTest -Dsim.seed=" + seed + "\n  "
                    + String.join("\n  ", breaches);
        }
    }

    /** @param run a seed's run, which answers with its breaches */
    Seeds(long from, long count, LongFunction<List<String>> run) {
        this.run = run;
        this.end = from + count;
        this.next = new AtomicLong(from);
    }

    /** The failure of the smallest seed that fails; empty if all is well. */
    Optional<Failure> firstFailure() throws InterruptedException {
        int count = Runtime.getRuntime().availableProcessors();
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<? extends Future<?>> runners = IntStream.range(0, count)
                    .mapToObj(i -> threads.submit(this::runUntilFailure))
                    .toList();
            for (Future<?> runner : runners) {
                runner.get();
            }
            return Optional.ofNullable(first.get());
        } catch (ExecutionException e) {
            throw new AssertionError("a run ended with an exception", e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private void runUntilFailure() {
        // Seeds are taken in order, and those below a failure run to their end: none of them can be overlooked.
        long seed = next.getAndIncrement();
        while (seed < end && first.get() == null && !Thread.currentThread().isInterrupted()) {
            List<String> breaches = run.apply(seed);
            if (!breaches.isEmpty()) {
                Failure failure = new Failure(seed, breaches);
                first.accumulateAndGet(failure, (old, now) -> old == null || now.seed < old.seed ? now : old);
            }
            seed = next.getAndIncrement();
        }
    }
}
