package dev.realtime.core.hub;

import dev.realtime.core.CloseCode;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Limits;
import dev.realtime.core.Quotas;
import dev.realtime.core.UserId;
import dev.realtime.core.policy.Account;
import dev.realtime.core.policy.Accounts;
import dev.realtime.core.policy.AddressRange;
import dev.realtime.core.policy.BlockList;
import dev.realtime.core.policy.IpAddress;
import dev.realtime.core.policy.OffenceBook;
import dev.realtime.core.policy.SharedBucket;
import dev.realtime.core.spi.Telemetry;
import dev.realtime.core.spi.Telemetry.Limit;
import dev.realtime.core.spi.Ticker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * What a node keeps of users and addresses: how many connections they have, what they may still do, who is kept out.
 *
 * <p>Addresses count by {@linkplain IpAddress#site site}. Messages and connects are counted for both, offences too, but
 * never for a user that nobody vouched for: or else anybody could have anybody shut out by using his name.
 *
 * <p><b>Threads:</b> thread-safe: connections of one user live on different lanes.
 */
final class Peers {

    private static final System.Logger LOG = System.getLogger(Peers.class.getName());

    private final Quotas quotas;
    private final int maxConnectionsPerUser;
    private final Telemetry telemetry;
    private final Ticker ticker;
    private final InstantSource clock;
    private final SharedBucket connects;
    private final Accounts<UserId> users = new Accounts<>(Accounts.MAX_IDLE);
    private final Accounts<AddressRange> sites = new Accounts<>(Accounts.MAX_IDLE);
    private final OffenceBook<UserId> userOffences;
    private final OffenceBook<AddressRange> siteOffences;
    private final BlockList blocks;

    /** Why somebody may not come in. */
    enum Objection {
        /** An administrator said so. */
        BLOCKED,
        /** It has offended too often, or comes too often. */
        TOO_OFTEN,
        /** It has all the connections it may have. */
        TOO_MANY,
        /** It is not about this one: too many come at all. */
        OVERLOADED
    }

    /** @param waitNanos when to try again; 0 for "not, or whenever" */
    record Refusal(Objection why, long waitNanos) {

        static final Refusal BLOCKED = new Refusal(Objection.BLOCKED, 0);
        static final Refusal TOO_MANY = new Refusal(Objection.TOO_MANY, 0);
        static final Refusal COME_LATER = new Refusal(Objection.TOO_OFTEN, 1_000_000_000L);

        CloseCode close() {
            return switch (why) {
                case BLOCKED -> CloseCode.FORBIDDEN;
                case TOO_OFTEN -> CloseCode.RATE_LIMITED;
                case TOO_MANY -> CloseCode.CONNECTION_LIMIT;
                case OVERLOADED -> CloseCode.OVERLOADED;
            };
        }

        ErrorCode code() {
            return switch (why) {
                case BLOCKED -> ErrorCode.PERMISSION_DENIED;
                case TOO_OFTEN -> ErrorCode.RATE_LIMIT_EXCEEDED;
                case TOO_MANY -> ErrorCode.LIMIT_EXCEEDED;
                case OVERLOADED -> ErrorCode.OVERLOADED;
            };
        }

        static Optional<Refusal> tooOften(long waitNanos) {
            return waitNanos > 0 ? Optional.of(new Refusal(Objection.TOO_OFTEN, waitNanos)) : Optional.empty();
        }
    }

    Peers(Limits limits, Ticker ticker, InstantSource clock, Telemetry telemetry) {
        this.telemetry = telemetry;
        this.quotas = limits.quotas();
        this.maxConnectionsPerUser = limits.maxConnectionsPerUser();
        this.ticker = ticker;
        this.clock = clock;
        this.connects = new SharedBucket(ticker.nanos());
        OffenceBook.Terms terms = new OffenceBook.Terms(
                quotas.maxOffences(), quotas.offenceWindow(), quotas.firstBlock(), quotas.longestBlock());
        this.userOffences = new OffenceBook<>(terms, OffenceBook.MAX_KEYS);
        this.siteOffences = new OffenceBook<>(terms, OffenceBook.MAX_KEYS);
        this.blocks = new BlockList(quotas.maxBlocks());
    }

    Telemetry telemetry() {
        return telemetry;
    }

    Quotas quotas() {
        return quotas;
    }

    BlockList blocks() {
        return blocks;
    }

    OffenceBook<UserId> userOffences() {
        return userOffences;
    }

    OffenceBook<AddressRange> siteOffences() {
        return siteOffences;
    }

    /** Open connections of each user that has any. */
    Map<UserId, Integer> connectionsOfUsers() {
        return users.connections();
    }

    // Attempts

    /** Counts an attempt to connect, before anything is known of it but where it comes from. */
    Optional<Refusal> knocks(Optional<IpAddress> from) {
        Optional<Refusal> personal = from.flatMap(this::knocks);
        if (personal.isPresent()) {
            return personal;
        }
        long waitNanos = connects.take(quotas.connects(), 1, ticker.nanos());
        if (waitNanos > 0) {
            telemetry.limitHit(Limit.CONNECTS);
            return Optional.of(new Refusal(Objection.OVERLOADED, waitNanos));
        }
        return Optional.empty();
    }

    private Optional<Refusal> knocks(IpAddress from) {
        AddressRange site = from.site();
        long now = ticker.nanos();
        return objection(from)
                .or(() -> tooOften(
                        Limit.CONNECTS_PER_ADDRESS, sites.of(site, now).takeConnect(quotas.connectsPerAddress(), now)))
                .or(() -> tooMany(site));
    }

    /** Counts an attempt of a user to connect. */
    Optional<Refusal> knocks(UserId user) {
        long now = ticker.nanos();
        return objection(user)
                .or(() -> tooOften(
                        Limit.CONNECTS_PER_USER, users.of(user, now).takeConnect(quotas.connectsPerUser(), now)));
    }

    private Optional<Refusal> tooOften(Limit limit, long waitNanos) {
        if (waitNanos > 0) {
            telemetry.limitHit(limit);
        }
        return Refusal.tooOften(waitNanos);
    }

    private Optional<Refusal> tooMany(AddressRange site) {
        if (sites.connections(site) < quotas.maxConnectionsPerAddress()) {
            return Optional.empty();
        }
        telemetry.limitHit(Limit.CONNECTIONS_PER_ADDRESS);
        return Optional.of(Refusal.TOO_MANY);
    }

    Optional<Refusal> objection(IpAddress address) {
        return blocks.of(address, clock.instant())
                .map(block -> Refusal.BLOCKED)
                .or(() -> Refusal.tooOften(siteOffences.blockedNanos(address.site(), ticker.nanos())));
    }

    Optional<Refusal> objection(UserId user) {
        return blocks.of(user, clock.instant())
                .map(block -> Refusal.BLOCKED)
                .or(() -> Refusal.tooOften(userOffences.blockedNanos(user, ticker.nanos())));
    }

    // Connections

    int connectionsOf(UserId user) {
        return users.connections(user);
    }

    /** Counts a connection. @return empty if the user has all it may have */
    Optional<Account> enter(UserId user) {
        return counted(Limit.CONNECTIONS_PER_USER, users.open(user, maxConnectionsPerUser, ticker.nanos()));
    }

    void leave(UserId user) {
        users.close(user);
    }

    /** Counts a connection. @return empty if the address has all it may have */
    Optional<Account> enter(IpAddress address) {
        return counted(
                Limit.CONNECTIONS_PER_ADDRESS,
                sites.open(address.site(), quotas.maxConnectionsPerAddress(), ticker.nanos()));
    }

    private Optional<Account> counted(Limit limit, Optional<Account> account) {
        if (account.isEmpty()) {
            telemetry.limitHit(limit);
        }
        return account;
    }

    void leave(IpAddress address) {
        sites.close(address.site());
    }

    // Offences

    void offended(IpAddress address, int weight) {
        AddressRange site = address.site();
        told("addresses " + site, siteOffences.offended(site, weight, ticker.nanos()));
    }

    void offended(UserId user, int weight) {
        told("user " + user, userOffences.offended(user, weight, ticker.nanos()));
    }

    private void told(String who, long blockedNanos) {
        if (blockedNanos > 0) {
            telemetry.limitHit(Limit.OFFENCES);
            LOG.log(System.Logger.Level.WARNING, "{0} shut out for {1}", who, Duration.ofNanos(blockedNanos));
        }
    }
}
