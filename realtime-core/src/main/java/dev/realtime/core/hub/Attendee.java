package dev.realtime.core.hub;

import dev.realtime.core.Member;
import dev.realtime.core.Message;
import dev.realtime.core.Message.Kind;
import dev.realtime.core.Payload;
import dev.realtime.core.spi.PresenceStore;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One member of a channel, as far as this node has connections of it: what should be so, what the store has been told,
 * and what those who watch still have to be told.
 *
 * <p>One thing happens at a time, each after the outcome of the one before, so news of a member come in order. What
 * changes meanwhile only changes what should be so: a member that comes, goes and comes again while the store is busy
 * costs it nothing, and of many states only the last one is written. What the store or the broker did not take is tried
 * again when the store next shows life. A request that failed may have been heard all the same, so that its repeat looks
 * like no news to the store; what became of it is told then in any case.
 *
 * <p>A user may have connections to several nodes, whose news reach the log in any order: a node that tells of his going
 * late would contradict another one that told of his coming. So whoever told something of a user looks at the store once
 * more afterwards, and tells the opposite if that is true by now. Who told the last is right then.
 *
 * <p><b>Threads:</b> confined to the lane that owns the channel.
 */
final class Attendee {

    private final Roster roster;
    private Member member;
    private int connections;
    // Without a connection, and still a member.
    private boolean lingers;
    private long leavesAtNanos;
    private boolean stateEnds;
    private long stateEndsAtNanos;
    // Whether the store has, or may have, it from us; and whether it has to be told of it, or of its state.
    private boolean held;
    private boolean unjoined = true;
    private boolean unsaid;
    private boolean busy;
    private boolean stuck;
    private boolean timed;
    // News that those who watch have not heard; null for none.
    private Message owed;
    // Whether the newest news, told or owed, were of its coming; and whether the store has to be asked if that is so
    // still.
    private boolean came;
    private boolean unverified;
    private Request doubted = Request.NONE;

    /** What the store is asked, and may have heard although it did not answer. */
    private enum Request {
        NONE,
        JOIN,
        UPDATE,
        LEAVE
    }

    Attendee(Roster roster, Member member) {
        this.roster = roster;
        this.member = member;
    }

    String key() {
        return member.key();
    }

    /** Whether it is a member, as far as this node is concerned. */
    boolean isPresent() {
        return connections > 0 || lingers;
    }

    /** One more connection of it has subscribed. */
    void connected(Member newest) {
        connections++;
        if (connections == 1) {
            unjoined |= !newest.info().equals(member.info());
            member = lingers ? again(newest) : newest;
            lingers = false;
        }
        settle();
    }

    /** A connection of it has unsubscribed. */
    void left() {
        connections--;
        if (connections == 0) {
            forgetState();
        }
        settle();
    }

    /** A connection of it is gone, perhaps for a moment. */
    void lost(long graceNanos) {
        connections--;
        if (connections == 0) {
            if (stateEnds) {
                // Who has just vanished is not typing any more; and on another node nobody would know when it ends.
                changeState(Optional.empty());
            }
            lingers = true;
            leavesAtNanos = roster.nanos() + graceNanos;
            keepTime();
        }
        settle();
    }

    /** What it does from now on. @param lastsNanos 0 for as long as it is a member */
    void says(Optional<Payload> state, long lastsNanos) {
        changeState(state);
        stateEnds = state.isPresent() && lastsNanos > 0;
        if (stateEnds) {
            stateEndsAtNanos = roster.nanos() + lastsNanos;
            keepTime();
        }
        settle();
    }

    /** The store gave it up as another node's, and told this one. */
    void expired() {
        if (!isPresent() && owed == null) {
            isGone(member);
        }
        settle();
    }

    /** The store has given this node up, and somebody has told that its members went. */
    void forgotten() {
        held = false;
        unjoined = true;
        unsaid = member.state().isPresent();
        lingers = false;
        settle();
    }

    /** The store, or the broker, may be back. */
    void tryAgain() {
        stuck = false;
        // Much may have happened elsewhere since it was news.
        unverified |= owed != null && roster.isOfUser();
        settle();
    }

    /** Does what is due. @return whether something else will be */
    boolean check(long nowNanos) {
        if (stateEnds && nowNanos - stateEndsAtNanos >= 0) {
            changeState(Optional.empty());
        }
        if (lingers && nowNanos - leavesAtNanos >= 0) {
            lingers = false;
            forgetState();
        }
        timed = lingers || stateEnds;
        settle();
        return timed;
    }

    private Member again(Member newest) {
        return new Member(newest.client(), newest.user(), newest.info(), member.state(), member.joinedAtMillis());
    }

    private void changeState(Optional<Payload> state) {
        stateEnds = false;
        unsaid |= !state.equals(member.state());
        member = member.state(state);
    }

    // It goes with the membership; or has to be taken back, should that go on before the store has heard of its end.
    private void forgetState() {
        changeState(Optional.empty());
    }

    private void keepTime() {
        if (!timed) {
            timed = true;
            roster.keepTime(this);
        }
    }

    private void settle() {
        if (busy || stuck) {
            return;
        }
        PresenceStore store = roster.store();
        Member now = member;
        if (unverified) {
            ask(Request.NONE, () -> roster.total(), this::verified);
        } else if (owed != null) {
            ask(Request.NONE, () -> roster.publish(owed), position -> told());
        } else if (isPresent() && unjoined) {
            // Without the state, so that saying it is a change of its own.
            Member joining = now.state(Optional.empty());
            // Should it fail, nobody knows.
            held = true;
            ask(Request.JOIN, () -> store.join(roster.channel(), joining), isNews -> joined(now, isNews));
        } else if (isPresent() && unsaid) {
            ask(
                    Request.UPDATE,
                    () -> store.update(roster.channel(), now.key(), now.state()),
                    isChange -> said(now, isChange));
        } else if (!isPresent() && held) {
            // Should it fail, nobody knows.
            unjoined = true;
            ask(Request.LEAVE, () -> store.leave(roster.channel(), now.key()), isNews -> gone(now, isNews));
        } else if (!isPresent()) {
            roster.remove(this);
        }
    }

    private void joined(Member told, boolean isNews) {
        unjoined = !told.info().equals(member.info());
        if (isNews || doubted == Request.JOIN) {
            hasCome(told);
        }
    }

    private void said(Member told, boolean isChange) {
        unsaid = !told.state().equals(member.state());
        owed = isChange || doubted == Request.UPDATE ? roster.changed(told) : null;
    }

    private void gone(Member told, boolean isNews) {
        held = false;
        unsaid = member.state().isPresent();
        if (isNews || doubted == Request.LEAVE) {
            isGone(told);
            // Another node may have him.
            unverified = !isNews && roster.isOfUser();
        }
    }

    private void hasCome(Member told) {
        owed = roster.came(told);
        came = true;
    }

    private void isGone(Member told) {
        owed = roster.gone(told);
        came = false;
    }

    private void told() {
        boolean isOfMember = owed.kind() != Kind.UPDATE;
        owed = null;
        unverified = isOfMember && roster.isOfUser();
    }

    private void verified(int total) {
        unverified = false;
        boolean isThere = total > 0;
        if (isThere == came) {
            return;
        }
        boolean isOvertaken = owed != null && owed.kind() != Kind.UPDATE;
        if (isThere) {
            hasCome(member);
        } else {
            isGone(member);
        }
        if (isOvertaken) {
            // By the time it could be told it was true no more: those who watch have heard nothing, and need not.
            owed = null;
        }
    }

    private <T> void ask(Request request, Supplier<CompletionStage<T>> call, Consumer<T> then) {
        busy = true;
        Border.ask(call)
                .whenComplete((answer, failure) -> roster.run(() -> {
                    busy = false;
                    if (answer != null) {
                        then.accept(answer);
                        doubted = request == Request.NONE ? doubted : Request.NONE;
                        settle();
                    } else {
                        doubted = request == Request.NONE ? doubted : request;
                        stuck = true;
                        roster.stuck(this, failure);
                    }
                }));
    }
}
