package dev.realtime.core.hub;

import dev.realtime.core.CloseCode;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.RefusedException;
import dev.realtime.core.UserId;
import dev.realtime.core.policy.BlockList.Block;
import dev.realtime.core.policy.BlockList.Subject;
import dev.realtime.core.policy.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who is kept out of this node: users and addresses that somebody named, and those that offended too often.
 *
 * <p><b>Shape:</b> a block holds for handshakes and for tokens that come in messages; connections that are open when it
 * is set are closed with {@link CloseCode#KICKED}. The node forgets its blocks when it stops.
 *
 * <p><b>Threads:</b> thread-safe.
 */
public final class Blocks {

    /** What an offender's block gives as its reason. */
    public static final String OFFENCES = "repeated offences";

    private final Kernel kernel;

    Blocks(Kernel kernel) {
        this.kernel = kernel;
    }

    /**
     * Keeps somebody out until further notice. A block of the same subject is replaced.
     *
     * @param reason for other administrators, at most {@value Block#MAX_REASON} characters; the peer never sees it
     * @throws RefusedException with {@code LIMIT_EXCEEDED} if the list is full
     * @throws IllegalArgumentException if the reason is too long
     */
    public void block(Subject who, String reason) {
        block(new Block(who, kernel.instant(), Optional.empty(), reason));
    }

    /**
     * Keeps somebody out for a time. When the list is full, the block that would end soonest gives way.
     *
     * @param length above zero
     * @param reason for other administrators, at most {@value Block#MAX_REASON} characters; the peer never sees it
     * @throws RefusedException with {@code LIMIT_EXCEEDED} if the list is full of blocks without an end
     * @throws IllegalArgumentException if the reason is too long, or {@code length} is not above zero
     */
    public void block(Subject who, Duration length, String reason) {
        Instant now = kernel.instant();
        block(new Block(who, now, Optional.of(now.plus(length)), reason));
    }

    private void block(Block block) {
        if (!kernel.peers().blocks().add(block, block.since())) {
            throw new RefusedException(ErrorCode.LIMIT_EXCEEDED, "the list of blocks is full");
        }
        Optional<UserId> user =
                block.subject() instanceof Subject.User named ? Optional.of(named.user()) : Optional.empty();
        for (LaneHub lane : kernel.lanes()) {
            lane.run(() -> lane.connections().among(user).forEach(connection -> {
                if (connection.standing().isOf(block.subject())) {
                    connection.end(CloseCode.KICKED);
                }
            }));
        }
    }

    /**
     * Lets somebody in again, whether he was blocked by name or for what he did. Of addresses exactly this range: one
     * inside a wider block stays out.
     *
     * @return whether he was kept out
     */
    public boolean unblock(Subject who) {
        boolean named = kernel.peers().blocks().remove(who, kernel.instant()).isPresent();
        long now = kernel.nanos();
        boolean offender = who instanceof Subject.Addresses addresses
                ? kernel.peers().siteOffences().pardon(addresses.range(), now)
                : kernel.peers().userOffences().pardon(((Subject.User) who).user(), now);
        return named || offender;
    }

    /** All blocks that hold: those set by name, the newest first, then those for offences. */
    public List<Block> list() {
        Instant now = kernel.instant();
        List<Block> all = new ArrayList<>(kernel.peers().blocks().all(now));
        kernel.peers()
                .siteOffences()
                .blocked(kernel.nanos())
                .forEach((site, nanos) -> all.add(offence(new Subject.Addresses(site), now, nanos)));
        kernel.peers()
                .userOffences()
                .blocked(kernel.nanos())
                .forEach((user, nanos) -> all.add(offence(new Subject.User(user), now, nanos)));
        return all;
    }

    private static Block offence(Subject who, Instant now, long nanos) {
        return new Block(who, now, Optional.of(now.plusNanos(nanos)), OFFENCES);
    }

    /**
     * Somebody showed a bad credential elsewhere than at a WebSocket handshake, for example with a plain request.
     *
     * @param remoteAddress the peer's IP literal; anything else is ignored
     */
    public void failedToAuthenticate(String remoteAddress) {
        IpAddress.parse(remoteAddress).ifPresent(address -> kernel.peers().offended(address, 1));
    }

    /** How long nothing of that address is looked at, for what it did; empty if it is. */
    public Optional<Duration> shutOut(String remoteAddress) {
        return IpAddress.parse(remoteAddress)
                .map(address -> kernel.peers().siteOffences().blockedNanos(address.site(), kernel.nanos()))
                .filter(nanos -> nanos > 0)
                .map(Duration::ofNanos);
    }
}
