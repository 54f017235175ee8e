package dev.realtime.source.outbox;

import dev.realtime.core.ChannelName;
import dev.realtime.core.spi.Ticker;
import dev.realtime.source.Rejection;
import dev.realtime.source.Routed;
import dev.realtime.source.delivery.ChannelOrder;
import dev.realtime.source.delivery.Courier;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * What one server delivers while it is its turn, on one connection. Rows of one channel are published one after the other,
 * those of different channels at once; a row is settled when the hub has it, or the dead letters do.
 *
 * <p><b>Threads:</b> confined to the source's thread, but for {@link #end}'s effect on what is in flight.
 */
final class Shift {

    private static final System.Logger LOG = System.getLogger(OutboxSource.class.getName());

    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long JOIN_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Outbox outbox;
    private final OutboxSourceOptions options;
    private final Courier courier;
    private final ChannelOrder order;
    private final Ticker ticker;
    private final Consumer<Outbox.Waiting> waiting;
    private final Map<Long, Flight> flights = new LinkedHashMap<>();
    private final Map<Long, Routed.Nowhere> letters = new HashMap<>();
    private long bytes;
    private boolean paused;
    private boolean isNews = true;
    private boolean isRefusedByTheGrave;
    private long readAtNanos;
    private long lookedAtNanos;
    private long joinedAtNanos;
    private volatile boolean over;

    Shift(Outbox outbox, Courier courier, Reading.Terms terms) {
        this.outbox = outbox;
        this.options = terms.options();
        this.courier = courier;
        this.order = new ChannelOrder(courier);
        this.ticker = terms.ticker();
        this.waiting = terms.waiting();
    }

    void begin() throws SQLException {
        outbox.make();
        join();
        outbox.tidy();
        look();
    }

    /**
     * Settles what was delivered, and reads more if there is room and reason.
     *
     * @return whether there is more to read at once
     */
    boolean step() throws SQLException {
        settle();
        limit();
        isNews |= ticker.nanos() - readAtNanos >= options.pollEvery().toNanos();
        if (isNews && !paused) {
            read();
        }
        if (ticker.nanos() - lookedAtNanos >= LOOK_NANOS) {
            look();
        }
        if (ticker.nanos() - joinedAtNanos >= JOIN_NANOS) {
            join();
        }
        return isNews && !paused;
    }

    /** Something may be new. */
    void hear() {
        isNews = true;
    }

    boolean isIdle() {
        return flights.isEmpty();
    }

    /** Waits for what is in flight, and settles it. */
    void leave() throws SQLException {
        CompletableFuture<?>[] all =
                flights.values().stream().map(Flight::delivered).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(all).get(options.farewell().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            LOG.log(Level.DEBUG, "what is not settled by now comes again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("it never fails", e);
        }
        settle();
    }

    /** It is somebody else's turn, perhaps: what waits here is not published any more. */
    void end() {
        over = true;
        if (paused) {
            options.telemetry().resumed();
        }
    }

    private void settle() throws SQLException {
        List<Long> settled = new ArrayList<>();
        for (Map.Entry<Long, Flight> each : flights.entrySet()) {
            if (each.getValue().delivered().isDone() && !letters.containsKey(each.getKey())) {
                land(each.getKey(), each.getValue(), settled);
            }
        }
        bury(settled);
        if (!settled.isEmpty()) {
            outbox.settle(settled);
            settled.forEach(id -> bytes -= flights.remove(id).bytes());
        }
    }

    private void land(long id, Flight flight, List<Long> settled) {
        flight.place().ifPresent(place -> order.settled(place.channel(), place.delivered()));
        Optional<Routed.Nowhere> why = flight.delivered().join();
        if (why.isEmpty()) {
            settled.add(id);
            return;
        }
        letters.put(id, why.get());
        options.telemetry().rejected(why.get().rejection());
        LOG.log(
                Level.WARNING,
                "the row {0} of the outbox is never delivered, {1}: {2}",
                String.valueOf(id),
                why.get().rejection(),
                why.get().detail());
    }

    // Rows that cannot be buried stay, and are tried again with every look; meanwhile others pass them.
    private void bury(List<Long> settled) throws SQLException {
        for (Map.Entry<Long, Routed.Nowhere> letter : Map.copyOf(letters).entrySet()) {
            if (isRefusedByTheGrave) {
                return;
            }
            Optional<String> refusal = outbox.bury(letter.getKey(), letter.getValue());
            if (refusal.isEmpty()) {
                letters.remove(letter.getKey());
                settled.add(letter.getKey());
            } else {
                isRefusedByTheGrave = true;
                LOG.log(Level.ERROR, "dead letters of the outbox cannot be written: {0}", refusal.get());
            }
        }
    }

    private void limit() {
        boolean wasPaused = paused;
        paused = wasPaused ? !isEased() : !hasRoom();
        if (paused && !wasPaused) {
            options.telemetry().paused();
        } else if (wasPaused && !paused) {
            options.telemetry().resumed();
        }
    }

    private boolean hasRoom() {
        return !courier.isRefused() && flights.size() < options.maxInFlight() && bytes < options.maxInFlightBytes();
    }

    private boolean isEased() {
        return !courier.isRefused()
                && flights.size() <= options.maxInFlight() / 2
                && bytes <= options.maxInFlightBytes() / 2;
    }

    private void read() throws SQLException {
        int max = Math.min(options.batch(), options.maxInFlight() - flights.size());
        readAtNanos = ticker.nanos();
        List<OutboxRow> rows = outbox.read(flights.keySet(), max);
        isNews = rows.size() == max;
        for (OutboxRow row : rows) {
            Flight flight = depart(row);
            flights.put(row.id(), flight);
            bytes += flight.bytes();
        }
    }

    private Flight depart(OutboxRow row) {
        if (row.routed() instanceof Routed.To to) {
            CompletableFuture<Optional<String>> delivered = order.deliver(to, () -> over);
            Place place = new Place(to.channel(), delivered);
            return new Flight(row.bytes(), Optional.of(place), delivered.thenApply(Shift::letter));
        }
        Optional<Routed.Nowhere> why = Optional.of((Routed.Nowhere) row.routed());
        return new Flight(row.bytes(), Optional.empty(), CompletableFuture.completedFuture(why));
    }

    private static Optional<Routed.Nowhere> letter(Optional<String> refusal) {
        return refusal.map(why -> new Routed.Nowhere(Rejection.REFUSED, why));
    }

    private void look() throws SQLException {
        lookedAtNanos = ticker.nanos();
        isRefusedByTheGrave = false;
        waiting.accept(outbox.waiting());
    }

    private void join() throws SQLException {
        joinedAtNanos = ticker.nanos();
        for (String forgotten : outbox.join()) {
            LOG.log(Level.WARNING, "the group {0} was not there for a day: the outbox keeps nothing for it", forgotten);
        }
    }
    /** A row's place among those of its channel. */
    private record Place(ChannelName channel, CompletableFuture<Optional<String>> delivered) {}

    /** @param delivered empty if the hub has it, else why it never will. Never fails */
    private record Flight(long bytes, Optional<Place> place, CompletableFuture<Optional<Routed.Nowhere>> delivered) {}
}
