package dev.realtime.core.hub;

import dev.realtime.core.CloseCode;
import dev.realtime.core.UserId;
import dev.realtime.core.spi.Telemetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The connections of a lane, and the round that looks after them: heartbeats, stalled writes, owed positions,
 * deadlines.
 *
 * <p>One timer a lane serves all: a wheel of slots, one slot a round. A connection stands in the slot of the moment at
 * which something can be due; one that has closed meanwhile, or was put into another slot, is dropped when its slot comes.
 *
 * <p><b>Threads:</b> confined to its lane.
 */
final class Connections {

    /** Of a connection that has not stood in any slot. */
    static final byte NO_SLOT = -1;

    private static final int SLOTS = 128;
    private static final long SECOND = 1_000_000_000L;

    private final LaneHub lane;
    private final long roundNanos;
    private final List<List<Connection>> wheel = new ArrayList<>(SLOTS);
    private final Users users = new Users();
    private Connection[] all = new Connection[16];
    private int size;
    private int slot;
    private boolean sweeping;
    private List<Connection> busy = new ArrayList<>();
    private List<Cursor> owing = new ArrayList<>();
    private List<Runnable> later = new ArrayList<>(0);
    private List<CallLine> calling = new ArrayList<>();

    Connections(LaneHub lane) {
        this.lane = lane;
        long shortest = Math.min(
                lane.kernel().limits().pingAfter().toNanos(),
                Math.min(
                        lane.kernel().limits().maxLagAge().toNanos(),
                        Math.min(
                                lane.kernel().limits().connectTimeout().toNanos(),
                                lane.kernel().limits().callTimeout().toNanos())));
        this.roundNanos = Math.max(SECOND / 100, Math.min(SECOND, shortest / 4));
        for (int i = 0; i < SLOTS; i++) {
            wheel.add(new ArrayList<>(0));
        }
    }

    int size() {
        return size;
    }

    /** Those whose user is known. */
    Users users() {
        return users;
    }

    Connection[] toArray() {
        return Arrays.copyOf(all, size);
    }

    /** Every connection that is here now; it may leave during the walk. */
    void forEach(Consumer<Connection> each) {
        for (Connection connection : toArray()) {
            each.accept(connection);
        }
    }

    /** Those of the user that are here now, or all if there is none. */
    List<Connection> among(Optional<UserId> user) {
        return user.map(users::of).orElseGet(() -> List.of(toArray()));
    }

    /** Says goodbye to those of {@code some} that are not over yet. @return how many there were */
    static int end(List<Connection> some, CloseCode code) {
        int count = 0;
        for (Connection connection : some) {
            if (!connection.isOver()) {
                connection.end(code);
                count++;
            }
        }
        return count;
    }

    /**
     * Ends the connections that the client had before it went on with its session. Their user may have others in their
     * place at once: a socket that died without a word takes its time to close.
     *
     * @param resumption as which it goes on
     */
    void endOlder(UserId user, String client, long resumption) {
        for (Connection connection : users.of(user)) {
            boolean isOlder = connection.resumption < resumption;
            if (isOlder && isOrWillBe(connection, client)) {
                connection.end(CloseCode.SESSION_TAKEN_OVER);
                connection.standing().givesUpSeat();
            }
        }
    }

    private static boolean isOrWillBe(Connection connection, String client) {
        return connection.client().equals(client)
                || connection.isOpening() && connection.opening().isToBe(client);
    }

    void add(Connection connection) {
        if (size == all.length) {
            all = Arrays.copyOf(all, size * 2);
        }
        connection.place = size;
        all[size++] = connection;
        checkSoon(connection);
        keepSweeping();
    }

    /** Something may be due earlier than was thought; it is looked at in the next round. */
    void checkSoon(Connection connection) {
        checkAfter(connection, roundNanos);
    }

    /** How far apart two looks at one connection are at least. */
    Duration round() {
        return Duration.ofNanos(roundNanos);
    }

    void remove(Connection connection) {
        Connection last = all[--size];
        all[connection.place] = last;
        last.place = connection.place;
        all[size] = null;
        if (connection.identity() != null) {
            users.remove(connection);
        }
    }

    /** A write to the connection did not end at once. */
    void becameBusy(Connection connection) {
        busy.add(connection);
    }

    /** The client will be told the cursor's position at the next round, unless a message does it. */
    void owe(Cursor cursor) {
        owing.add(cursor);
    }

    /** Calls of the connection, which is one of these, have a deadline from now on. */
    void watch(CallLine line) {
        calling.add(line);
    }

    /** Runs the task at the next round. */
    void nextRound(Runnable task) {
        later.add(task);
        keepSweeping();
    }

    /** Runs the task at the first round that is that far away. */
    void later(long delayNanos, Runnable task) {
        nextRound(() -> {
            if (delayNanos > roundNanos) {
                later(delayNanos - roundNanos, task);
            } else {
                task.run();
            }
        });
    }

    void keepSweeping() {
        if (!sweeping) {
            sweeping = true;
            lane.lane().schedule(this::sweep, roundNanos);
        }
    }

    private void sweep() {
        sweeping = false;
        long now = lane.kernel().nanos();
        slot = (slot + 1) % SLOTS;
        checkDue(now);
        checkBusy(now);
        settleCursors();
        runLater();
        checkCalls(now);
        lane.settleBehind();
        boolean warm = lane.coolChannels();
        boolean writing = lane.streams().sweep(now);
        // A handler, or a stream, may outlive the connection it began on.
        if (size > 0 || warm || writing || !calling.isEmpty()) {
            keepSweeping();
        } else {
            forgetClosed();
        }
    }

    // Rounds end here for now, so the slots of those who have gone would not come.
    private void forgetClosed() {
        wheel.replaceAll(due -> new ArrayList<>(0));
    }

    private void checkDue(long now) {
        List<Connection> due = wheel.set(slot, new ArrayList<>(0));
        for (Connection connection : due) {
            if (connection.pulse().slot() != slot) {
                continue;
            }
            long sleepNanos = connection.pulse().check(now);
            if (sleepNanos > 0) {
                checkAfter(connection, sleepNanos);
            }
        }
    }

    private void checkAfter(Connection connection, long nanos) {
        int slots = (int) Math.min(SLOTS - 1, Math.max(1, (nanos + roundNanos - 1) / roundNanos));
        byte chosen = (byte) ((slot + slots) % SLOTS);
        if (connection.pulse().slot() != chosen) {
            connection.pulse().slot(chosen);
            wheel.get(chosen).add(connection);
        }
    }

    private void checkBusy(long now) {
        List<Connection> before = busy;
        busy = new ArrayList<>(0);
        for (Connection connection : before) {
            if (connection.pulse().isStalled(now)) {
                lane.kernel().telemetry().limitHit(Telemetry.Limit.WRITE_TIME);
                connection.end(CloseCode.SLOW_CONSUMER);
            } else if (connection.pulse().isWriting()) {
                SlowConsumer.checkAge(connection, now);
                busy.add(connection);
            }
        }
    }

    private void checkCalls(long now) {
        List<CallLine> before = calling;
        calling = new ArrayList<>(0);
        for (CallLine line : before) {
            if (line.check(now)) {
                calling.add(line);
            }
        }
    }

    private void runLater() {
        List<Runnable> before = later;
        later = new ArrayList<>(0);
        before.forEach(Runnable::run);
    }

    private void settleCursors() {
        List<Cursor> before = owing;
        owing = new ArrayList<>(0);
        for (Cursor cursor : before) {
            cursor.settle();
        }
    }
}
