package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Member;
import dev.realtime.core.Payload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Who is present in the channels that a lane owns, as far as this node knows it first hand. A channel costs nothing here
 * before its first member and after its last.
 *
 * <p>A round once a second, while there is something to look at, ends grace times and states and tells numbers: no member
 * has a timer of its own.
 *
 * <p><b>Threads:</b> confined to its lane.
 */
final class Presence {

    private static final long ROUND_NANOS = 1_000_000_000L;

    private final LaneHub lane;
    private final Map<ChannelName, Roster> rosters = new HashMap<>();
    private List<Attendee> timed = new ArrayList<>();
    private List<Attendee> stuck = new ArrayList<>();
    private List<Roster> restless = new ArrayList<>();
    private boolean ticking;

    Presence(LaneHub lane) {
        this.lane = lane;
    }

    LaneHub lane() {
        return lane;
    }

    Holder holder() {
        return lane.kernel().holder();
    }

    int maxAnnounced() {
        return lane.kernel().limits().maxAnnouncedMembers();
    }

    /** Members with a connection to this node, those that may yet come back included. */
    int size() {
        return rosters.values().stream().mapToInt(Roster::size).sum();
    }

    /** Whether there is nobody, and nothing to look at. */
    boolean isIdle() {
        return rosters.isEmpty() && timed.isEmpty() && restless.isEmpty() && stuck.isEmpty() && !ticking;
    }

    void connected(ChannelName channel, Member member) {
        roster(channel).attendee(member).connected(member);
    }

    void left(ChannelName channel, String key) {
        ifPresent(channel, key, Attendee::left);
    }

    void lost(ChannelName channel, String key) {
        long graceNanos = lane.kernel().optionsOf(channel).presenceGrace().toNanos();
        ifPresent(channel, key, attendee -> attendee.lost(graceNanos));
    }

    /** @param lastsNanos 0 for as long as it is a member */
    void says(ChannelName channel, String key, Optional<Payload> state, long lastsNanos) {
        ifPresent(channel, key, attendee -> attendee.says(state, lastsNanos));
    }

    void expired(ChannelName channel, Member member) {
        roster(channel).attendee(member).expired();
    }

    /** The store has shown life. @param isKnown false if it had given this node up */
    void renewed(boolean isKnown) {
        if (!isKnown) {
            List.copyOf(rosters.values()).forEach(roster -> roster.forEach(Attendee::forgotten));
        }
        List<Attendee> before = stuck;
        stuck = new ArrayList<>();
        before.forEach(Attendee::tryAgain);
    }

    // Asked by rosters

    void dropIfOver(Roster roster) {
        if (roster.isOver()) {
            rosters.remove(roster.channel(), roster);
        }
    }

    void keepTime(Attendee attendee) {
        timed.add(attendee);
        keepTicking();
    }

    void restless(Roster roster) {
        restless.add(roster);
        keepTicking();
    }

    /** What the attendee had to say was not taken. */
    void stuck(Roster roster, Attendee attendee, Throwable failure) {
        holder().failed(failure);
        if (attendee.isPresent() || stuck.size() < lane.kernel().limits().maxConnections()) {
            stuck.add(attendee);
        } else {
            // More have gone since the store is away than can be remembered. It has them until this node ends.
            roster.remove(attendee);
        }
    }

    private Roster roster(ChannelName channel) {
        return rosters.computeIfAbsent(channel, name -> new Roster(name, this));
    }

    private void ifPresent(ChannelName channel, String key, Consumer<Attendee> then) {
        Roster roster = rosters.get(channel);
        Attendee attendee = roster == null ? null : roster.find(key);
        if (attendee != null) {
            then.accept(attendee);
        }
    }

    private void keepTicking() {
        if (!ticking) {
            ticking = true;
            lane.lane().schedule(this::round, ROUND_NANOS);
        }
    }

    private void round() {
        ticking = false;
        if (holder().isClosed()) {
            return;
        }
        long now = lane.kernel().nanos();
        List<Attendee> due = timed;
        timed = new ArrayList<>();
        due.forEach(attendee -> {
            if (attendee.check(now)) {
                timed.add(attendee);
            }
        });
        List<Roster> before = restless;
        restless = new ArrayList<>();
        before.forEach(roster -> {
            if (roster.rest()) {
                restless.add(roster);
            } else {
                dropIfOver(roster);
            }
        });
        if (!timed.isEmpty() || !restless.isEmpty()) {
            keepTicking();
        }
    }
}
