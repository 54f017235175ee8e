package dev.realtime.core.memory;

import dev.realtime.core.ChannelName;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.CursorStore;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Cursors of this process; gone with it. Several hubs in one process may share one, as nodes of a cluster would.
 *
 * <p>Beyond its bound the cursor that was neither moved nor asked for longest is forgotten, and its reader is one that
 * never acknowledged anything: everything counts as unread to a user, and a device that comes back begins where any other
 * of the user's devices stands, or with what is new.
 *
 * <p><b>Threads:</b> thread-safe; guarded by its own monitor, under which nothing else is called.
 */
public final class MemoryCursorStore implements CursorStore {

    /** Cursors kept unless said otherwise: some 250 MB if all are there. */
    public static final int DEFAULT_MAX_CURSORS = 1_000_000;

    private record Reading(String reader, ChannelName channel) {}

    private final Map<Reading, StreamPosition> cursors;

    /** With room for {@link #DEFAULT_MAX_CURSORS}. */
    public MemoryCursorStore() {
        this(DEFAULT_MAX_CURSORS);
    }

    /** @param maxCursors above zero */
    public MemoryCursorStore(int maxCursors) {
        if (maxCursors < 1) {
            throw new IllegalArgumentException("need maxCursors above zero but got " + maxCursors);
        }
        cursors = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Reading, StreamPosition> eldest) {
                return size() > maxCursors;
            }
        };
    }

    @Override
    public CompletionStage<Boolean> advance(String reader, ChannelName channel, StreamPosition position) {
        return CompletableFuture.completedFuture(move(new Reading(reader, channel), position));
    }

    @Override
    public CompletionStage<Optional<StreamPosition>> position(String reader, ChannelName channel) {
        Reading reading = new Reading(reader, channel);
        synchronized (cursors) {
            return CompletableFuture.completedFuture(Optional.ofNullable(cursors.get(reading)));
        }
    }

    /** Does nothing: a hub that closes takes nothing from those that share the store with it. */
    @Override
    public void close() {
        // The cursors go when nobody holds the store any more.
    }

    // Offsets of different epochs cannot be compared; who has seen the new epoch has done with the old one.
    private boolean move(Reading reading, StreamPosition position) {
        synchronized (cursors) {
            StreamPosition stands = cursors.get(reading);
            boolean moves =
                    stands == null || !stands.epoch().equals(position.epoch()) || stands.offset() < position.offset();
            if (moves) {
                cursors.put(reading, position);
            }
            return moves;
        }
    }
}
