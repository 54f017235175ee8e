package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.ChannelOptions.Feature;
import dev.realtime.core.ChannelOptions.History;
import dev.realtime.core.RefusedException;
import dev.realtime.core.SlowPolicy;
import dev.realtime.core.spi.Dialect;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The subscribers of one channel on one lane. A publication costs each lane one task, however many subscribers it has
 * there.
 *
 * <p>As a task it is the announcement "there is news": at most one is on its way at any time.
 *
 * <p><b>Threads:</b> confined to its lane, except {@link #announce}, {@link #follow} and {@link #progress}, which belong
 * to the channel's owner.
 */
final class Audience implements Runnable {

    private static final Cursor[] NOBODY = {};
    private static final VarHandle ANNOUNCED;

    static {
        try {
            ANNOUNCED = MethodHandles.lookup().findVarHandle(Audience.class, "announced", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final ChannelName name;
    private final LaneHub lane;
    private final ChannelOptions options;

    // Null until attached.
    private Progress own;
    private RefusedException refusal;
    private Cursor[] cursors = NOBODY;
    private int size;
    // Null while no part of this node itself reads here.
    private List<Ear> ears;
    private boolean dirty;
    private boolean behind;
    private boolean serving;
    // Null while nobody waits for it to be attached.
    private List<BiConsumer<ChannelLog, RefusedException>> waiters;
    private Range cached;

    @SuppressWarnings("unused") // through ANNOUNCED
    private volatile boolean announced;

    /** The audience of another lane; the channel's. */
    Audience nextOfChannel;

    // The owner's side of the same marks; ahead of this lane while a new log is on its way to it.
    private Progress progress;

    Audience(ChannelName name, LaneHub lane) {
        this.name = name;
        this.lane = lane;
        this.options = lane.kernel().optionsOf(name);
    }

    ChannelName name() {
        return name;
    }

    LaneHub lane() {
        return lane;
    }

    /** The log this lane reads; null until attached. */
    ChannelLog log() {
        return own == null ? null : own.log();
    }

    int size() {
        return size;
    }

    /** How long the channel remembers; empty if it does not. */
    Optional<History> history() {
        History kept = options.history();
        return kept.isKept() ? Optional.of(kept) : Optional.empty();
    }

    SlowPolicy slowPolicy() {
        return options.slowPolicy();
    }

    /** Whether a slow reader goes on with what is newest, and is therefore never too slow. */
    boolean conflates() {
        return slowPolicy() == SlowPolicy.LATEST || slowPolicy() == SlowPolicy.LATEST_PER_KEY;
    }

    boolean keepsReceipts() {
        return options.has(Feature.RECEIPTS);
    }

    /** Whether what is kept waits for whoever was away, however long. */
    boolean isQueued() {
        return options.has(Feature.OFFLINE_QUEUE);
    }

    /** Whether a newcomer gets what is newest. */
    boolean isCached() {
        return options.has(Feature.CACHED);
    }

    /** Whether who reads it is a member. Of a feed nobody is, only of its channels. */
    boolean hasPresence() {
        return options.has(Feature.PRESENCE) && !name.isFeed();
    }

    /** Whether streams may be opened in the channel. */
    boolean hasStreams() {
        return options.has(Feature.STREAMS);
    }

    /** Calls back with the channel's log, now or when the owner has answered, or with why there is none. */
    void whenAttached(BiConsumer<ChannelLog, RefusedException> waiter) {
        if (own != null || refusal != null) {
            waiter.accept(log(), refusal);
        } else {
            waiters = waiters == null ? new ArrayList<>(1) : waiters;
            waiters.add(waiter);
            return;
        }
        lane.leave(this);
    }

    /** The owner's answer; {@code reason} is null if there is a log. */
    void attached(Progress marks, RefusedException reason) {
        own = marks;
        refusal = reason;
        if (waiters == null) {
            // The answer came before anybody could ask for it: somebody is just about to.
            return;
        }
        List<BiConsumer<ChannelLog, RefusedException>> waiting = waiters;
        waiters = null;
        // One who is served may leave at once; the audience stays for those after him.
        serving = true;
        waiting.forEach(waiter -> waiter.accept(log(), reason));
        serving = false;
        lane.leave(this);
    }

    /** The owner lets this lane read a log from now on. @return the marks to hand to the lane */
    Progress follow(ChannelLog log) {
        progress = new Progress(log);
        return progress;
    }

    /** How far this lane has come, as the owner sees it. */
    Progress progress() {
        return progress;
    }

    /** Whether nobody is here and nobody is about to come. */
    boolean isAbandoned() {
        return size == 0 && ears == null && waiters == null && !serving;
    }

    void add(Cursor cursor) {
        if (size == cursors.length) {
            cursors = Arrays.copyOf(cursors, Math.max(1, size * 2));
        }
        cursor.index = size;
        cursors[size++] = cursor;
        // What the new reader still needs must not be let go on the word of those before it.
        own.passedTo(Math.min(own.passedTo(), cursor.next - 1));
    }

    void add(Ear ear) {
        ears = ears == null ? new ArrayList<>(1) : ears;
        ears.add(ear);
    }

    void remove(Ear ear) {
        if (ears != null && ears.remove(ear) && ears.isEmpty()) {
            ears = null;
        }
    }

    void remove(Cursor cursor) {
        Cursor last = cursors[--size];
        cursors[cursor.index] = last;
        last.index = cursor.index;
        cursors[size] = null;
    }

    /** Asks the lane to look, unless it has been asked. Called by the owner. */
    void announce() {
        if (ANNOUNCED.compareAndSet(this, false, true)) {
            lane.execute(this);
        }
    }

    @Override
    public void run() {
        // Before the head is read: news after this line is announced anew.
        announced = false;
        markDirty();
    }

    /** Puts the audience on its lane's list for the end of the turn. */
    void markDirty() {
        if (!dirty && own != null) {
            dirty = true;
            lane.dirty(this);
        }
    }

    /** First step of a turn: every subscriber with news is made ready, and told apart from those who lag. */
    void collect() {
        dirty = false;
        long head = log().head();
        // Backwards, so that a subscriber cut for lagging may leave while we walk.
        for (int i = size - 1; i >= 0; i--) {
            cursors[i].connection.news(cursors[i], head);
        }
        if (ears != null) {
            tellEars(head);
        }
        Entry oldest = size == 0 ? null : log().get(own.drainedTo() + 1);
        if (oldest != null) {
            lane.tally().news(oldest);
        }
        own.drainedTo(head);
    }

    private void tellEars(long head) {
        ChannelLog log = log();
        long first = own.drainedTo() + 1;
        long from = Math.max(first, log.tail());
        boolean misses = from > first;
        for (long offset = from; offset <= head; offset++) {
            Entry entry = log.get(offset);
            misses |= entry == null;
            if (entry != null) {
                forEachEar(ear -> ear.hears(entry.publication()));
            }
        }
        if (misses) {
            forEachEar(Ear::misses);
        }
    }

    // They may leave during the walk.
    private void forEachEar(Consumer<Ear> each) {
        if (ears != null) {
            List.copyOf(ears).forEach(each);
        }
    }

    /** Last step of a turn: what all have taken may go, and an owner who waited for this lane goes on. */
    void settle() {
        ChannelLog log = log();
        long slowest = log.head();
        for (int i = 0; i < size; i++) {
            slowest = Math.min(slowest, cursors[i].next - 1);
        }
        own.passedTo(slowest);
        if (slowest < log.head()) {
            tellWaiting(log.get(slowest + 1));
        }
        if (log.writerWaits()) {
            lane.kernel().ownerOf(name).unblock(name);
        }
    }

    // Null if it has left the window already.
    private void tellWaiting(Entry oldest) {
        if (oldest != null) {
            lane.tally().waiting(oldest);
        }
        if (!behind) {
            behind = true;
            lane.behind(this);
        }
    }

    /** Looks again at those who were behind. */
    void settleAgain() {
        behind = false;
        settle();
    }

    void forgetRanges() {
        cached = null;
    }

    /** The frames from {@code from} on, shared by all of this lane that stand there; null if one was overtaken. */
    Range range(long from, Dialect dialect) {
        for (Range range = cached; range != null; range = range.nextCached()) {
            if (range.from() == from && range.dialect() == dialect) {
                return range;
            }
        }
        Range made = Range.make(this, from, dialect, cached);
        if (made != null) {
            cached = made;
            lane.releaseAtEndOfTurn(made);
        }
        return made;
    }

    /** The stream began anew: everybody starts at its beginning and is told so before the next message. */
    void switchLog(Progress marks, long head) {
        own = marks;
        for (int i = size - 1; i >= 0; i--) {
            cursors[i].startAnew(head);
        }
        forEachEar(Ear::misses);
        markDirty();
    }
}
