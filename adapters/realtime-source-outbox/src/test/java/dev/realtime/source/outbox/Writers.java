package dev.realtime.source.outbox;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An application whose transactions publish first, and only then lock what they change: the order in which they commit is
 * that of the locks, and has nothing to do with that of the rows' ids. It keeps a book of it.
 */
final class Writers {

    private static final int CHANNELS = 10;
    private static final int MOST_CHANNELS = 3;

    private final Pg pg;
    private final int rows;
    private final AtomicInteger committed = new AtomicInteger();
    private final AtomicInteger numbers = new AtomicInteger();

    Writers(Pg pg, int rows) {
        this.pg = pg;
        this.rows = rows;
        pg.run("create table counter (channel int primary key, n int not null);"
                + "insert into counter select generate_series(0, " + (CHANNELS - 1) + "), 0;"
                + "create table book (channel int, n int, number int)");
    }

    /** Some threads write until so many rows are committed. */
    void write(int threads) {
        ExecutorService each = Executors.newFixedThreadPool(threads);
        try {
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Random random = new Random(i);
                all.add(CompletableFuture.runAsync(() -> write(random), each));
            }
            all.forEach(CompletableFuture::join);
        } finally {
            each.shutdown();
        }
    }

    static List<String> channels() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < CHANNELS; i++) {
            names.add("c" + i);
        }
        return names;
    }

    int committed() {
        return committed.get();
    }

    /** What was published to a channel, in the order of commits. */
    List<Integer> book(String channel) throws SQLException {
        List<Integer> book = new ArrayList<>();
        try (Connection connection = pg.sql().getConnection();
                Statement select = connection.createStatement();
                ResultSet row = select.executeQuery(
                        "select number from book where channel = " + channel.substring(1) + " order by n, number")) {
            while (row.next()) {
                book.add(row.getInt(1));
            }
        }
        return book;
    }

    private void write(Random random) {
        try (Connection connection = pg.begin()) {
            while (committed.get() < rows) {
                int written = transaction(connection, random);
                if (random.nextInt(5) == 0) {
                    connection.rollback();
                } else {
                    connection.commit();
                    committed.addAndGet(written);
                }
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private int transaction(Connection connection, Random random) throws SQLException {
        // In order, so that nobody waits for each other in a circle.
        TreeSet<Integer> channels = new TreeSet<>();
        List<int[]> published = new ArrayList<>();
        for (int i = 1 + random.nextInt(MOST_CHANNELS); i > 0; i--) {
            int channel = random.nextInt(CHANNELS);
            int number = numbers.incrementAndGet();
            channels.add(channel);
            published.add(new int[] {channel, number});
            RealtimeOutbox.publish(
                    connection, ChannelName.of("c" + channel), Message.of("e", Payload.json("{\"n\":" + number + "}")));
        }
        for (int channel : channels) {
            int n = lock(connection, channel);
            for (int[] each : published) {
                if (each[0] == channel) {
                    note(connection, channel, n, each[1]);
                }
            }
        }
        return published.size();
    }

    private static int lock(Connection connection, int channel) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("update counter set n = n + 1 where channel = ? returning n")) {
            update.setInt(1, channel);
            try (ResultSet row = update.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    private static void note(Connection connection, int channel, int n, int number) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into book values (?, ?, ?)")) {
            insert.setInt(1, channel);
            insert.setInt(2, n);
            insert.setInt(3, number);
            insert.executeUpdate();
        }
    }
}
