package dev.realtime.kv;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/** Kills connections of a database again and again, on a thread of its own. */
final class Killer implements AutoCloseable {

    private final AtomicBoolean isAtWork = new AtomicBoolean(true);
    private final CompletableFuture<Integer> killed;

    /** @param statement kills some connections, and answers how many */
    Killer(DataSource sql, String statement) {
        killed = CompletableFuture.supplyAsync(() -> {
            int sum = 0;
            while (isAtWork.get()) {
                sum += Integer.parseInt(Sql.ask(sql, statement));
            }
            return sum;
        });
    }

    /** Stops. @return how many it has killed */
    int stop() {
        close();
        return killed.join();
    }

    @Override
    public void close() {
        isAtWork.set(false);
    }
}
