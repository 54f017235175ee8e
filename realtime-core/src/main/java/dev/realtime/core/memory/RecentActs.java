package dev.realtime.core.memory;

import dev.realtime.core.Message;
import dev.realtime.core.StreamPosition;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The idempotency keys that a stream has seen within {@link Message#IDEMPOTENCY_WINDOW}, with what became of them. Beyond
 * {@value #MAX_ACTS} the oldest is forgotten early.
 *
 * <p><b>Threads:</b> guarded by its stream.
 */
final class RecentActs {

    static final int MAX_ACTS = 16_384;

    /** What an act costs beside its key, as measured. */
    static final int ACT_BYTES = 160;

    private final Map<String, Act> acts = new LinkedHashMap<>();
    private long bytes;

    /** @param content tells one message from another */
    record Act(StreamPosition position, int content, long atMillis) {

        boolean isOf(Message message) {
            return content == contentOf(message);
        }
    }

    /** The earlier act of that name; null if there is none. */
    Act find(String key, long nowMillis) {
        forgetOld(nowMillis);
        return acts.get(key);
    }

    void add(Message message, StreamPosition position, long nowMillis) {
        acts.put(message.idempotencyKey(), new Act(position, contentOf(message), nowMillis));
        bytes += cost(message.idempotencyKey());
        if (acts.size() > MAX_ACTS) {
            forgetFirst();
        }
    }

    long bytes() {
        return bytes;
    }

    void forgetOld(long nowMillis) {
        long oldestMillis = nowMillis - Message.IDEMPOTENCY_WINDOW.toMillis();
        while (!acts.isEmpty() && acts.values().iterator().next().atMillis() <= oldestMillis) {
            forgetFirst();
        }
    }

    private void forgetFirst() {
        String first = acts.keySet().iterator().next();
        acts.remove(first);
        bytes -= cost(first);
    }

    private static int cost(String key) {
        return key.length() + ACT_BYTES;
    }

    private static int contentOf(Message message) {
        return message.data().hashCode() * 31 + message.event().hashCode();
    }
}
