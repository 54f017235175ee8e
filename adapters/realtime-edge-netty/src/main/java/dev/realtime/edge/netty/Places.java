package dev.realtime.edge.netty;

import dev.realtime.core.policy.IpAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many connections there are, in all and from one address, and whether there is room for one more.
 *
 * <p><b>Threads:</b> thread-safe.
 */
final class Places {

    private final int max;
    private final int maxPerAddress;
    private final AtomicInteger taken = new AtomicInteger();
    private final Map<String, Integer> byAddress = new ConcurrentHashMap<>();
    private final Place anywhere = new Place(this, "");

    Places(int max, int maxPerAddress) {
        this.max = max;
        this.maxPerAddress = maxPerAddress;
    }

    int taken() {
        return taken.get();
    }

    boolean isFull() {
        return taken.get() >= max;
    }

    /** @param address IP literal */
    Outcome take(String address) {
        if (taken.incrementAndGet() > max) {
            taken.decrementAndGet();
            return Full.NO_PLACE;
        }
        // Where the total is the tighter bound there is no need to know who has how many.
        String block = maxPerAddress < max ? block(address) : "";
        if (!block.isEmpty() && byAddress.merge(block, 1, Integer::sum) > maxPerAddress) {
            leave(block);
            return Full.NO_PLACE_FOR_ADDRESS;
        }
        return block.isEmpty() ? anywhere : new Place(this, block);
    }

    private void leave(String block) {
        taken.decrementAndGet();
        if (!block.isEmpty()) {
            byAddress.computeIfPresent(block, (same, count) -> count == 1 ? null : count - 1);
        }
    }

    /** What an address is counted under; one that is not an IP literal under itself. */
    static String block(String address) {
        return IpAddress.parse(address).map(ip -> ip.site().toString()).orElse(address);
    }

    sealed interface Outcome {}

    enum Full implements Outcome {
        NO_PLACE,
        NO_PLACE_FOR_ADDRESS
    }

    /** A place that is taken. @param block what it is counted under; empty for the total alone */
    record Place(Places of, String block) implements Outcome {

        /** Once. */
        void leave() {
            of.leave(block);
        }
    }
}
