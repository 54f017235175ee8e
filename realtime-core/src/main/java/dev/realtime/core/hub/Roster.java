package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Member;
import dev.realtime.core.Message;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.PresenceStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The members of one channel that this node has connections of, and how those who watch are told of them: each by
 * itself, or, where there are too many or too much happens, as a number once a second.
 *
 * <p><b>Threads:</b> confined to the lane that owns the channel.
 */
final class Roster {

    private final ChannelName channel;
    private final Presence presence;
    private final Map<String, Attendee> attendees = new HashMap<>(4);
    private int changes;
    private boolean restless;
    private boolean counts;
    private boolean countDue;
    private boolean counting;

    Roster(ChannelName channel, Presence presence) {
        this.channel = channel;
        this.presence = presence;
    }

    ChannelName channel() {
        return channel;
    }

    PresenceStore store() {
        return presence.holder().store();
    }

    long nanos() {
        return presence.lane().kernel().nanos();
    }

    int size() {
        return attendees.size();
    }

    /** Whether there is nothing to remember of it. */
    boolean isOver() {
        return attendees.isEmpty() && !restless;
    }

    /** Null if this node has no connection of it. */
    Attendee find(String key) {
        return attendees.get(key);
    }

    Attendee attendee(Member member) {
        return attendees.computeIfAbsent(member.key(), key -> new Attendee(this, member));
    }

    /** Whether the member is a user, who may be connected to other nodes too. */
    boolean isOfUser() {
        return channel.isPersonal();
    }

    /** How many members there are, on all nodes. */
    CompletionStage<Integer> total() {
        return store().members(channel, 0).thenApply(PresenceStore.Snapshot::total);
    }

    void forEach(Consumer<Attendee> each) {
        List.copyOf(attendees.values()).forEach(each);
    }

    // Asked by attendees

    void remove(Attendee attendee) {
        attendees.remove(attendee.key(), attendee);
        presence.dropIfOver(this);
    }

    void keepTime(Attendee attendee) {
        presence.keepTime(attendee);
    }

    void stuck(Attendee attendee, Throwable failure) {
        presence.stuck(this, attendee, failure);
    }

    void run(Runnable task) {
        presence.lane().run(task);
    }

    CompletionStage<StreamPosition> publish(Message news) {
        return presence.lane().kernel().publish(channel.presence(), news);
    }

    /** The member was not present before. @return what to tell of it; null if the number will do */
    Message came(Member member) {
        presence.holder().came(channel);
        return isToldByItself() ? Announcement.join(member) : null;
    }

    /** The member is present no more. @return what to tell of it; null if the number will do */
    Message gone(Member member) {
        presence.holder().gone(channel);
        return isToldByItself() ? Announcement.leave(member) : null;
    }

    /** The member does something else now. @return what to tell of it; null where members are not named */
    Message changed(Member member) {
        return counts ? null : Announcement.update(member);
    }

    /** Once a second while anything happens. @return whether it wants to be looked at again */
    boolean rest() {
        int few = presence.maxAnnounced() / 2;
        boolean isCalm = attendees.size() <= few && changes <= few;
        boolean isQuiet = changes == 0;
        changes = 0;
        if (countDue && !counting) {
            count();
        }
        counts &= !isCalm;
        restless = !isQuiet || counts || counting || countDue;
        return restless;
    }

    private boolean isToldByItself() {
        changes++;
        if (!restless) {
            restless = true;
            presence.restless(this);
        }
        counts |= attendees.size() > presence.maxAnnounced() || changes > presence.maxAnnounced();
        countDue |= counts;
        return !counts;
    }

    // The store counts for all nodes.
    private void count() {
        counting = true;
        countDue = false;
        presence.holder()
                .members(channel, 0)
                .thenCompose(all -> publish(Announcement.count(all.total())))
                .whenComplete((position, failure) -> run(() -> {
                    counting = false;
                    if (failure != null) {
                        countDue = true;
                        presence.holder().failed(failure);
                    }
                }));
    }
}
