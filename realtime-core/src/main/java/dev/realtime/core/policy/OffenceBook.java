package dev.realtime.core.policy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Who keeps breaking the rules is shut out for a while, and for twice as long the next time.
 *
 * <p>Every sentence ends: behind one address there may be a thousand users, of whom one offended. What somebody does
 * while shut out is not counted, and who stayed out of trouble as long as the longest sentence lasts begins anew.
 *
 * <p><b>Shape:</b> keys are users, or {@linkplain IpAddress#site sites}. Times are nanoseconds of one monotonic clock
 * and may wrap: a wall clock that jumps neither frees nor holds anybody. At most so many keys are remembered, those that
 * did not offend for longest are forgotten first.
 *
 * <p><b>Threads:</b> thread-safe. A count that meets the forgetting of another key may be lost.
 */
public final class OffenceBook<K> {

    /** What {@code maxKeys} is where nobody says otherwise: some 15 MB when full. */
    public static final int MAX_KEYS = 100_000;

    /**
     * When a sentence is due, and how long it is.
     *
     * @param maxOffences so many within {@code window} are one too many, above zero
     * @param window counted from the first of them, above zero
     * @param firstBlock the first sentence, above zero
     * @param longestBlock where doubling ends, at least {@code firstBlock}
     */
    public record Terms(int maxOffences, Duration window, Duration firstBlock, Duration longestBlock) {

        public Terms {
            if (maxOffences < 1 || window.isZero() || window.isNegative()) {
                throw new IllegalArgumentException(
                        "need maxOffences and window above zero but got " + maxOffences + ", " + window);
            }
            if (firstBlock.isZero() || firstBlock.isNegative() || longestBlock.compareTo(firstBlock) < 0) {
                throw new IllegalArgumentException(
                        "need 0 < firstBlock <= longestBlock but got " + firstBlock + ", " + longestBlock);
            }
        }
    }

    /**
     * @param countedFromNanos when the window began; means nothing without offences
     * @param offences in the window
     * @param blocks sentences so far
     * @param blockedUntilNanos end of the newest sentence; means nothing without one
     */
    private record Entry(long countedFromNanos, int offences, int blocks, long blockedUntilNanos) {

        static final Entry CLEAN = new Entry(0, 0, 0, 0);

        long blockedNanos(long nowNanos) {
            return blocks == 0 ? 0 : Math.max(0, blockedUntilNanos - nowNanos);
        }
    }

    private final Terms terms;
    private final RecentlyUsed<K, Entry> entries;

    /** @param maxKeys how many are remembered, at least 2 */
    public OffenceBook(Terms terms, int maxKeys) {
        this.terms = terms;
        this.entries = new RecentlyUsed<>(maxKeys);
    }

    /**
     * Writes an offence down.
     *
     * @param weight for how many it counts, above zero
     * @return how many nanoseconds its author is shut out from now on; 0 if it is not, or was already
     */
    public long offended(K who, int weight, long nowNanos) {
        Sentencing sentencing = new Sentencing(weight, nowNanos);
        entries.compute(who, sentencing);
        return sentencing.sentenceNanos;
    }

    /** How many nanoseconds it is still shut out; 0 if it is not. */
    public long blockedNanos(K who, long nowNanos) {
        Entry entry = entries.get(who);
        return entry == null ? 0 : entry.blockedNanos(nowNanos);
    }

    /** Forgets all it did. @return whether it was shut out */
    public boolean pardon(K who, long nowNanos) {
        Entry entry = entries.remove(who);
        return entry != null && entry.blockedNanos(nowNanos) > 0;
    }

    /** Who is shut out, and for how many nanoseconds yet. */
    public Map<K, Long> blocked(long nowNanos) {
        Map<K, Long> blocked = new HashMap<>();
        entries.forEach((who, entry) -> {
            if (entry.blockedNanos(nowNanos) > 0) {
                blocked.put(who, entry.blockedNanos(nowNanos));
            }
        });
        return blocked;
    }

    private boolean isForgiven(Entry entry, long nowNanos) {
        return nowNanos - entry.blockedUntilNanos() >= terms.longestBlock().toNanos();
    }

    private long sentenceNanos(int before) {
        long sentence = terms.firstBlock().toNanos();
        long longest = terms.longestBlock().toNanos();
        for (int i = 0; i < before && sentence < longest; i++) {
            // Not twice as long and then the smaller one: that can overflow.
            sentence = sentence > longest - sentence ? longest : 2 * sentence;
        }
        return sentence;
    }

    /** One step on an entry, which says whether it ended in a sentence. */
    private final class Sentencing implements UnaryOperator<Entry> {
        private final int weight;
        private final long nowNanos;
        private long sentenceNanos;

        Sentencing(int weight, long nowNanos) {
            this.weight = weight;
            this.nowNanos = nowNanos;
        }

        @Override
        public Entry apply(Entry kept) {
            Entry entry = kept == null ? Entry.CLEAN : kept;
            if (entry.blockedNanos(nowNanos) > 0) {
                return entry;
            }
            boolean goesOn = entry.offences() > 0
                    && nowNanos - entry.countedFromNanos() < terms.window().toNanos();
            long countedFrom = goesOn ? entry.countedFromNanos() : nowNanos;
            int offences = goesOn ? entry.offences() + weight : weight;
            int blocks = isForgiven(entry, nowNanos) ? 0 : entry.blocks();
            if (offences < terms.maxOffences()) {
                return new Entry(countedFrom, offences, blocks, entry.blockedUntilNanos());
            }
            sentenceNanos = sentenceNanos(blocks);
            return new Entry(0, 0, blocks + 1, nowNanos + sentenceNanos);
        }
    }
}
