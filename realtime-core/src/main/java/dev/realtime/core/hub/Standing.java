package dev.realtime.core.hub;

import dev.realtime.core.Identity;
import dev.realtime.core.Quotas;
import dev.realtime.core.UserId;
import dev.realtime.core.hub.Peers.Refusal;
import dev.realtime.core.policy.Account;
import dev.realtime.core.policy.BlockList.Subject;
import dev.realtime.core.policy.FloodWindows;
import dev.realtime.core.policy.IpAddress;
import dev.realtime.core.policy.TokenBucket;
import dev.realtime.core.spi.Telemetry.Limit;
import java.util.Optional;

/**
 * How a connection stands with its node: what it is counted under, and what it may still send.
 *
 * <p><b>Threads:</b> confined to the connection's lane.
 */
final class Standing {

    /** What a connection weighs that had to be closed, beside one failed attempt to authenticate. */
    private static final int CLOSED = 10;

    private final Peers peers;
    /** Null where the edge does not know it, or knows something else. */
    private final IpAddress address;
    /** Whether the attempt was counted for the user when the handshake was looked at. */
    private final boolean knownAtHandshake;

    // Null while it is not counted there.
    private Account site;
    private Account user;
    private UserId userId;
    private boolean verified;

    // Its buckets, as fields: an object for each would be a good part of what a connection costs.
    private long messagesFullAtNanos;
    private long bytesFullAtNanos;
    // Null until the first is refused.
    private FloodWindows floods;

    Standing(Peers peers, String remoteAddress, boolean knownAtHandshake, long nowNanos) {
        this.messagesFullAtNanos = nowNanos;
        this.bytesFullAtNanos = nowNanos;
        this.peers = peers;
        this.address = IpAddress.parse(remoteAddress).orElse(null);
        this.knownAtHandshake = knownAtHandshake;
    }

    /** Counts it under its address. */
    Optional<Refusal> arrives() {
        if (address == null) {
            return Optional.empty();
        }
        Optional<Refusal> objection = peers.objection(address);
        if (objection.isPresent()) {
            return objection;
        }
        site = peers.enter(address).orElse(null);
        // Others may be behind that address, and some of them may go.
        return site == null ? Optional.of(Refusal.COME_LATER) : Optional.empty();
    }

    /** Counts its coming, and then the connection, under its user. */
    Optional<Refusal> enters(Identity identity) {
        Optional<Refusal> objection = knownAtHandshake ? Optional.empty() : peers.knocks(identity.user());
        return objection.isPresent() ? objection : takesSeat(identity);
    }

    /** Counts the connection under its user, unless there is something against him. */
    Optional<Refusal> takesSeat(Identity identity) {
        UserId who = identity.user();
        Optional<Refusal> objection = peers.objection(who);
        if (objection.isPresent()) {
            return objection;
        }
        user = peers.enter(who).orElse(null);
        userId = who;
        verified = identity.verified();
        return user == null ? Optional.of(Refusal.TOO_MANY) : Optional.empty();
    }

    /** It is counted nowhere any more. */
    void leaves() {
        if (site != null) {
            peers.leave(address);
            site = null;
        }
        givesUpSeat();
    }

    /** It is not counted under its user any more. */
    void givesUpSeat() {
        if (user != null) {
            peers.leave(userId);
            user = null;
        }
    }

    /** The user's; the connection has been greeted. */
    Account account() {
        return user;
    }

    /** Whether a block of these is one of this connection. */
    boolean isOf(Subject subject) {
        if (subject instanceof Subject.Addresses addresses) {
            return address != null && addresses.range().contains(address);
        }
        return ((Subject.User) subject).user().equals(userId);
    }

    /**
     * Counts a message.
     *
     * @return 0 if it may be handled, else how many nanoseconds until one like it may
     */
    long takes(int size, long nowNanos) {
        Quotas quotas = peers.quotas();
        // Its own before those it shares: who floods is refused here and takes nothing from the others.
        long waitNanos = TokenBucket.waitNanos(messagesFullAtNanos, quotas.messagesPerConnection(), 1, nowNanos);
        if (waitNanos > 0) {
            return hits(Limit.MESSAGES_PER_CONNECTION, waitNanos);
        }
        messagesFullAtNanos =
                TokenBucket.fullAtNanosAfter(messagesFullAtNanos, quotas.messagesPerConnection(), 1, nowNanos);
        waitNanos = TokenBucket.waitNanos(bytesFullAtNanos, quotas.bytesPerConnection(), size, nowNanos);
        if (waitNanos > 0) {
            return hits(Limit.BYTES_PER_CONNECTION, waitNanos);
        }
        bytesFullAtNanos = TokenBucket.fullAtNanosAfter(bytesFullAtNanos, quotas.bytesPerConnection(), size, nowNanos);
        if (user != null) {
            waitNanos = takesOfUser(size, nowNanos);
        }
        return waitNanos == 0 && site != null ? takesOfSite(size, nowNanos) : waitNanos;
    }

    private long takesOfUser(int size, long nowNanos) {
        long waitNanos = user.takeMessage(peers.quotas().messagesPerUser(), nowNanos);
        if (waitNanos > 0) {
            return hits(Limit.MESSAGES_PER_USER, waitNanos);
        }
        waitNanos = user.takeBytes(peers.quotas().bytesPerUser(), size, nowNanos);
        return waitNanos > 0 ? hits(Limit.BYTES_PER_USER, waitNanos) : 0;
    }

    private long takesOfSite(int size, long nowNanos) {
        long waitNanos = site.takeMessage(peers.quotas().messagesPerAddress(), nowNanos);
        if (waitNanos > 0) {
            return hits(Limit.MESSAGES_PER_ADDRESS, waitNanos);
        }
        waitNanos = site.takeBytes(peers.quotas().bytesPerAddress(), size, nowNanos);
        return waitNanos > 0 ? hits(Limit.BYTES_PER_ADDRESS, waitNanos) : 0;
    }

    private long hits(Limit limit, long waitNanos) {
        peers.telemetry().limitHit(limit);
        return waitNanos;
    }

    /** Notes that a message was refused. @return whether the peer does not stop */
    boolean floods(long nowNanos) {
        floods = floods == null ? new FloodWindows() : floods;
        return floods.exceeds(peers.quotas().maxFloods(), peers.quotas().floodWindow(), nowNanos);
    }

    /** It had to be closed for what it sent. */
    void wasClosed() {
        if (address != null) {
            peers.offended(address, CLOSED);
        }
        if (user != null && verified) {
            peers.offended(userId, CLOSED);
        }
    }

    /** A credential it sent was bad. Nobody knows whose it was meant to be. */
    void failedToAuthenticate() {
        if (address != null) {
            peers.offended(address, 1);
        }
    }
}
