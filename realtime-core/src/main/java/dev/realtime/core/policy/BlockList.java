package dev.realtime.core.policy;

import dev.realtime.core.UserId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Users and addresses that somebody wants kept out, for a time or until further notice.
 *
 * <p>When the list is full, the block that would end soonest gives way. Blocks without an end never do: a list full of
 * them takes no more, and says so.
 *
 * <p><b>Shape:</b> times are wall time, since people set and read them. A later block of the same subject replaces the
 * earlier one. Looking an address up costs one step for each length of prefix that occurs in the list, not for each
 * block.
 *
 * <p><b>Threads:</b> thread-safe; who looks up never waits. Threads that add at the same moment may exceed the bound by
 * one each.
 */
public final class BlockList {

    /** What {@code max} is where nobody says otherwise: some 25 MB when full. */
    public static final int MAX_BLOCKS = 100_000;

    /** Whom a block is about. */
    public sealed interface Subject {

        /** All connections of a user, from wherever. */
        record User(UserId user) implements Subject {
            public User {
                Objects.requireNonNull(user, "user");
            }

            @Override
            public String toString() {
                return "user " + user;
            }
        }

        /** Everything that comes from these addresses, whoever it is. */
        record Addresses(AddressRange range) implements Subject {
            public Addresses {
                Objects.requireNonNull(range, "range");
            }

            @Override
            public String toString() {
                return "addresses " + range;
            }
        }
    }

    /**
     * @param since when it was set
     * @param until when it ends; empty for until further notice
     * @param reason for other administrators; the peer never sees it
     */
    public record Block(Subject subject, Instant since, Optional<Instant> until, String reason) {

        /** Longest reason, in characters. */
        public static final int MAX_REASON = 200;

        public Block {
            Objects.requireNonNull(subject, "subject");
            if (until.isPresent() && !until.get().isAfter(since)) {
                throw new IllegalArgumentException("need since < until but got " + since + ", " + until.get());
            }
            if (reason.length() > MAX_REASON) {
                throw new IllegalArgumentException(
                        "need a reason of at most " + MAX_REASON + " characters but got " + reason.length());
            }
        }

        /** Whether it still holds. */
        public boolean holdsAt(Instant now) {
            return until.isEmpty() || now.isBefore(until.get());
        }

        private Instant end() {
            return until.orElse(Instant.MAX);
        }
    }

    private static final Comparator<Block> SOONEST_FIRST = Comparator.comparing(Block::end)
            .thenComparing(block -> block.subject().toString());
    private static final Comparator<Block> NEWEST_FIRST = Comparator.comparing(Block::since)
            .reversed()
            .thenComparing(block -> block.subject().toString());

    private final int max;
    private final ConcurrentHashMap<Subject, Block> blocks = new ConcurrentHashMap<>();
    // The blocks that end. Changed only inside a step on the subject, so that the two agree.
    private final ConcurrentSkipListSet<Block> ending = new ConcurrentSkipListSet<>(SOONEST_FIRST);
    private final AtomicIntegerArray ofPrefix4 = new AtomicIntegerArray(32 + 1);
    private final AtomicIntegerArray ofPrefix6 = new AtomicIntegerArray(128 + 1);

    /** @param max most blocks, above zero */
    public BlockList(int max) {
        if (max < 1) {
            throw new IllegalArgumentException("need room above zero but got " + max);
        }
        this.max = max;
    }

    /** @return false if the list is full of blocks without an end, and nothing changed */
    public boolean add(Block block, Instant now) {
        dropOver(now);
        if (!blocks.containsKey(block.subject()) && !hasRoom()) {
            return false;
        }
        replace(block.subject(), Optional.of(block));
        return true;
    }

    /** @return the block there was, if it still held */
    public Optional<Block> remove(Subject subject, Instant now) {
        Optional<Block> there = Optional.ofNullable(blocks.get(subject));
        replace(subject, Optional.empty());
        return there.filter(block -> block.holdsAt(now));
    }

    /** The block that keeps the user out. */
    public Optional<Block> of(UserId user, Instant now) {
        return holding(new Subject.User(user), now);
    }

    /** The block that keeps the address out; of several, that of the widest range. */
    public Optional<Block> of(IpAddress address, Instant now) {
        AtomicIntegerArray inUse = address.isIpv4() ? ofPrefix4 : ofPrefix6;
        for (int prefix = 0; prefix < inUse.length(); prefix++) {
            if (inUse.get(prefix) > 0) {
                Optional<Block> found = holding(new Subject.Addresses(AddressRange.around(address, prefix)), now);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    /** All that hold, the newest first. */
    public List<Block> all(Instant now) {
        return blocks.values().stream()
                .filter(block -> block.holdsAt(now))
                .sorted(NEWEST_FIRST)
                .toList();
    }

    private Optional<Block> holding(Subject subject, Instant now) {
        return Optional.ofNullable(blocks.get(subject)).filter(block -> block.holdsAt(now));
    }

    private void dropOver(Instant now) {
        for (Block first : ending) {
            if (first.holdsAt(now)) {
                return;
            }
            drop(first);
        }
    }

    private boolean hasRoom() {
        for (Block first : ending) {
            if (blocks.size() < max) {
                return true;
            }
            drop(first);
        }
        return blocks.size() < max;
    }

    /** Unless another one stands in its place by now. */
    private void drop(Block block) {
        blocks.computeIfPresent(block.subject(), (subject, there) -> {
            if (there != block) {
                return there;
            }
            left(there);
            return null;
        });
    }

    private void replace(Subject subject, Optional<Block> by) {
        blocks.compute(subject, (same, there) -> {
            if (there != null) {
                left(there);
            }
            by.ifPresent(this::came);
            return by.orElse(null);
        });
    }

    private void came(Block block) {
        if (block.until().isPresent()) {
            ending.add(block);
        }
        count(block, 1);
    }

    private void left(Block block) {
        ending.remove(block);
        count(block, -1);
    }

    private void count(Block block, int change) {
        if (block.subject() instanceof Subject.Addresses addresses) {
            AddressRange range = addresses.range();
            (range.first().isIpv4() ? ofPrefix4 : ofPrefix6).addAndGet(range.prefix(), change);
        }
    }
}
