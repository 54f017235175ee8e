package dev.realtime.core.memory;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.realtime.core.Message;
import dev.realtime.core.Publication;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The idempotency keys that a stream has taken within {@link Message#IDEMPOTENCY_WINDOW}, with what became of them. Beyond
 * {@value #MAX_ACTS} the oldest is forgotten early.
 *
 * <p><b>Threads:</b> guarded by its stream.
 */
final class RecentActs {

    /** As many as come in the window at 218 a second. */
    static final int MAX_ACTS = 65_536;

    // The map itself, and an act beside the characters of its key, as measured.
    private static final int MAP_BYTES = 184;
    private static final int ACT_BYTES = 136;
    private static final long WINDOW_MILLIS = Message.IDEMPOTENCY_WINDOW.toMillis();

    // In the order in which they came, which is that of their age.
    private final Map<String, Act> acts = new LinkedHashMap<>();
    private long bytes;

    /** @param content tells one message from another; two that share it by chance are not to be expected */
    record Act(long offset, long content, long atMillis) {

        boolean isOf(Message message) {
            return content == contentOf(message);
        }
    }

    /** The earlier act of that name. */
    Optional<Act> find(String key, long nowMillis) {
        trim(nowMillis);
        return Optional.ofNullable(acts.get(key));
    }

    void add(Publication publication, long nowMillis) {
        Message message = publication.message();
        acts.put(message.idempotencyKey(), new Act(publication.offset(), contentOf(message), nowMillis));
        bytes += cost(message.idempotencyKey());
        if (acts.size() > MAX_ACTS) {
            dropFirst();
        }
    }

    /** Forgets those whose window has ended. @return whether none is left */
    boolean trim(long nowMillis) {
        long oldestMillis = nowMillis - WINDOW_MILLIS;
        while (!acts.isEmpty() && acts.values().iterator().next().atMillis() <= oldestMillis) {
            dropFirst();
        }
        return acts.isEmpty();
    }

    long bytes() {
        return MAP_BYTES + bytes;
    }

    private void dropFirst() {
        Iterator<String> oldest = acts.keySet().iterator();
        bytes -= cost(oldest.next());
        oldest.remove();
    }

    private static int cost(String key) {
        return key.length() + ACT_BYTES;
    }

    // Two sums that have nothing to do with each other, so that neither's weakness counts.
    private static long contentOf(Message message) {
        CRC32C sum = new CRC32C();
        sum.update(message.event().getBytes(UTF_8));
        sum.update(message.data().bytes());
        int other = 31 * message.data().hashCode() + message.event().hashCode();
        return sum.getValue() << Integer.SIZE | Integer.toUnsignedLong(other);
    }
}
