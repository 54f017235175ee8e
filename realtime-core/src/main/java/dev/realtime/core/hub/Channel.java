package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.Publication;
import dev.realtime.core.RefusedException;
import dev.realtime.core.StreamPosition;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * A channel that has subscribers on this node: its window, and which lanes read it.
 *
 * <p>Lane lag is not client lag: an entry is only let go when every lane has looked at it. A lane that is behind makes
 * the writer wait, and with it the publishers; a connection that is behind is simply overtaken.
 *
 * <p><b>Threads:</b> confined to the lane that owns the channel.
 */
final class Channel {

    private final ChannelName name;
    private final LaneHub owner;

    private ChannelLog log;
    // One for each lane with readers, linked.
    private Audience audiences;
    // Null while all came in its turn.
    private Arrivals arrivals;
    private boolean warm;
    // Publishes that wait for a lane which is behind, or for the one that is being sent; null for none.
    private Deque<Publish> waiting;
    private boolean sending;
    private boolean leaving;

    Channel(ChannelName name, LaneHub owner) {
        this.name = name;
        this.owner = owner;
    }

    ChannelName name() {
        return name;
    }

    ChannelOptions options() {
        return owner.kernel().optionsOf(name);
    }

    LaneHub owner() {
        return owner;
    }

    /** Null until {@link #isAttached}. */
    ChannelLog log() {
        return log;
    }

    boolean isAttached() {
        return log != null;
    }

    /** Whether nobody reads it any more. */
    boolean isAbandoned() {
        return audiences == null;
    }

    /** The broker's answer: from here on entries arrive. */
    void attachedAt(StreamPosition top) {
        log = newLog(top.epoch(), top.offset());
        forEachAudience(this::welcome);
        takeKept();
    }

    /** The broker's log left the epoch {@code left} and stands at {@code top} now; old news if this one did so too. */
    void restartAt(String left, StreamPosition top) {
        if (log != null && log.epoch().equals(left)) {
            startAnew(top.epoch(), top.offset());
        }
    }

    void add(Audience audience) {
        leaving = false;
        audience.nextOfChannel = audiences;
        audiences = audience;
        if (isAttached()) {
            welcome(audience);
        }
    }

    /** @return whether the channel can be let go; if not, it asks for that itself when nobody is left */
    boolean remove(Audience audience) {
        audiences = without(audiences, audience);
        if (isAbandoned()) {
            leaving = sending;
            sendWaiting();
            return !leaving;
        }
        // It may have been the one that was behind.
        unblock();
        return false;
    }

    private void forEachAudience(Consumer<Audience> each) {
        for (Audience audience = audiences; audience != null; audience = audience.nextOfChannel) {
            each.accept(audience);
        }
    }

    private static Audience without(Audience list, Audience leaving) {
        if (list == null) {
            return null;
        }
        Audience rest = without(list.nextOfChannel, leaving);
        if (list == leaving) {
            return rest;
        }
        list.nextOfChannel = rest;
        return list;
    }

    /** The channel could not be attached. */
    void refuse(RefusedException refusal) {
        forEachAudience(audience -> audience.lane().run(() -> audience.attached(null, refusal)));
    }

    void publish(Publish publish) {
        if (waiting != null || sending) {
            waiting = waiting == null ? new ArrayDeque<>() : waiting;
            waiting.add(publish);
        } else {
            send(publish);
            sendWaiting();
        }
    }

    /** An entry from the broker. */
    void appended(String epoch, Publication publication) {
        if (arrivals != null || !isNext(epoch, publication)) {
            arrivals().arrived(epoch, publication);
        } else if (!tryAppend(publication)) {
            arrivals().keep(epoch, publication);
        }
    }

    private boolean isNext(String epoch, Publication publication) {
        return isAttached() && epoch.equals(log.epoch()) && publication.offset() == log.head() + 1;
    }

    private Arrivals arrivals() {
        arrivals = arrivals == null ? new Arrivals(this) : arrivals;
        return arrivals;
    }

    private void takeKept() {
        if (arrivals != null) {
            arrivals.takeKept();
        }
    }

    /** A lane has caught up: goes on with what waited. */
    void unblock() {
        if (log == null || waiting == null && !log.writerWaits()) {
            return;
        }
        log.writerWaits(false);
        takeKept();
        sendWaiting();
    }

    /** Lets go what all subscribers have. @return whether the window still holds memory */
    boolean trim() {
        log.trimTo(passedByAll());
        return !log.isEmpty();
    }

    /** Called from time to time while the channel is warm. @return whether it still is */
    boolean cool() {
        boolean wasEmpty = log.isEmpty();
        if (trim()) {
            return true;
        }
        // Empty for a whole round: an idle channel costs no ring.
        warm = !wasEmpty;
        if (!warm) {
            log.releaseRing();
        }
        return warm;
    }

    // A broker in this process tells of the entry and answers before it returns. What that leads to (a reader that
    // takes
    // it and publishes, or leaves) must not come between the message and its way on into a feed.
    private void send(Publish publish) {
        sending = true;
        owner.kernel().intake().send(publish);
        sending = false;
    }

    private void sendWaiting() {
        while (waiting != null && !sending && mayGoOn()) {
            Publish next = waiting.poll();
            if (next == null) {
                waiting = null;
            } else {
                send(next);
            }
        }
        if (leaving && !sending) {
            leaving = false;
            owner.letGo(this);
        }
    }

    // Where nobody reads, nobody is behind; whoever publishes still wants his answer.
    private boolean mayGoOn() {
        return isAbandoned() || log == null || !log.writerWaits();
    }

    /** Appends the entry after the head. @return false if a lane has to look first; {@link #unblock} will be called */
    boolean tryAppend(Publication publication) {
        int size = Entry.sizeOf(publication.message());
        if (makeRoom(size)) {
            append(publication);
            return true;
        }
        log.writerWaits(true);
        waiting = waiting == null ? new ArrayDeque<>() : waiting;
        // The lane may have caught up between our look and the flag it reads.
        if (makeRoom(size)) {
            owner.execute(this::unblock);
        }
        return false;
    }

    /** Entries up to {@code offset} are lost; readers find themselves overtaken. */
    void goOnAfter(long offset) {
        log.jumpTo(offset);
        announce();
    }

    private void append(Publication publication) {
        log.append(new Entry(publication, log.totalBytes(), owner.kernel().nanos()));
        if (!warm) {
            warm = true;
            owner.warm(this);
        }
        announce();
    }

    private void announce() {
        for (Audience audience = audiences; audience != null; audience = audience.nextOfChannel) {
            if (audience.lane() != owner) {
                audience.announce();
            } else {
                audience.markDirty();
                if (log.isHalfFullSince(audience.progress().drainedTo())) {
                    owner.turnNow();
                }
            }
        }
    }

    private boolean makeRoom(int size) {
        log.trimTo(passedByAll());
        while (!log.hasRoomFor(size)) {
            if (log.tail() > seenByAllLanes()) {
                return false;
            }
            log.trimTo(log.tail());
        }
        return true;
    }

    private void welcome(Audience audience) {
        Progress marks = audience.follow(log);
        audience.lane().run(() -> audience.attached(marks, null));
    }

    /** The log goes on in another epoch, after {@code head}. */
    void startAnew(String epoch, long head) {
        ChannelLog fresh = newLog(epoch, head);
        arrivals().ended(log.epoch());
        log = fresh;
        forEachAudience(audience -> {
            Progress marks = audience.follow(fresh);
            audience.lane().run(() -> audience.switchLog(marks, head));
        });
        if (waiting != null) {
            // No lane is behind in a log that is empty, and none would wake us up.
            owner.execute(this::unblock);
        }
    }

    private ChannelLog newLog(String epoch, long head) {
        return new ChannelLog(epoch, head, options().window());
    }

    private long passedByAll() {
        long passed = log.head();
        for (Audience audience = audiences; audience != null; audience = audience.nextOfChannel) {
            passed = Math.min(passed, audience.progress().passedTo());
        }
        return passed;
    }

    private long seenByAllLanes() {
        long seen = log.head();
        for (Audience audience = audiences; audience != null; audience = audience.nextOfChannel) {
            seen = Math.min(seen, audience.progress().drainedTo());
        }
        return seen;
    }
}
