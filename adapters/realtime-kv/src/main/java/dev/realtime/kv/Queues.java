package dev.realtime.kv;

import dev.realtime.core.UserId;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What waits for a thread, a queue for each user. Users are served in turns and none has more than half of the threads, so
 * that one who asks for a thousand things, or for what somebody has locked, holds up himself and few others.
 *
 * <p><b>Shape:</b> bounded in number and in bytes, of all and of each user: who has something waiting gets a share, and no
 * more than a quarter of the bytes.
 *
 * <p><b>Threads:</b> thread-safe; guarded by itself.
 */
final class Queues<W> {

    /** What becomes of work. */
    enum Place {
        TAKEN,
        /** Taken, and there may be a thread more: it begins with {@link #take}. */
        WORKER_WANTED,
        NO_ROOM
    }

    /** Work that is being done. */
    record Turn<W>(UserId owner, long bytes, W work) {}

    private static final int BYTES_SHARE = 4;

    private final KvLimits limits;
    private final int maxWorkers;
    private final int maxRunningOfOne;
    private final Map<UserId, Queue<W>> queues = new HashMap<>();
    // Those that have work which may begin, in the order of their turns.
    private final ArrayDeque<Queue<W>> ready = new ArrayDeque<>();
    private int workers;
    private int waiting;
    private long waitingBytes;
    private boolean isClosed;

    /** @param maxWorkers most threads that take turns */
    Queues(KvLimits limits, int maxWorkers) {
        this.limits = limits;
        this.maxWorkers = maxWorkers;
        this.maxRunningOfOne = Math.max(1, maxWorkers / 2);
    }

    synchronized Place add(UserId owner, long bytes, W work) {
        Queue<W> queue = queues.get(owner);
        if (isClosed || waiting >= limits.maxWaiting() || !hasRoom(queue, bytes)) {
            return Place.NO_ROOM;
        }
        if (queue == null) {
            queue = new Queue<>();
            queues.put(owner, queue);
        }
        queue.turns.add(new Turn<>(owner, bytes, work));
        queue.bytes += bytes;
        waitingBytes += bytes;
        waiting++;
        makeReady(queue);
        if (workers == maxWorkers || ready.isEmpty()) {
            return Place.TAKEN;
        }
        workers++;
        return Place.WORKER_WANTED;
    }

    /** @return empty if the worker may end; others come when there is work again */
    synchronized Optional<Turn<W>> take() {
        Queue<W> queue = ready.poll();
        if (queue == null) {
            workers--;
            return Optional.empty();
        }
        queue.isReady = false;
        Turn<W> turn = queue.turns.remove();
        queue.bytes -= turn.bytes();
        waitingBytes -= turn.bytes();
        waiting--;
        queue.running++;
        makeReady(queue);
        return Optional.of(turn);
    }

    /** A turn is over; before its worker takes another one. */
    synchronized void done(Turn<W> turn) {
        Queue<W> queue = queues.get(turn.owner());
        queue.running--;
        makeReady(queue);
        if (queue.running == 0 && queue.turns.isEmpty()) {
            queues.remove(turn.owner());
        }
    }

    /** The worker that was wanted did not come. */
    synchronized void workerLost() {
        workers--;
    }

    /** Takes nothing more; what waits may still be done. */
    synchronized void close() {
        isClosed = true;
    }

    /** Who waits for nothing may always bring one that has room at all, however long it is. */
    private boolean hasRoom(Queue<W> queue, long bytes) {
        if (waitingBytes + bytes > limits.maxWaitingBytes()) {
            return false;
        }
        return queue == null
                || queue.turns.isEmpty()
                || queue.turns.size() < limits.maxWaitingOfUser()
                        && queue.bytes + bytes <= limits.maxWaitingBytes() / BYTES_SHARE;
    }

    private void makeReady(Queue<W> queue) {
        if (!queue.isReady && !queue.turns.isEmpty() && queue.running < maxRunningOfOne) {
            queue.isReady = true;
            ready.add(queue);
        }
    }

    private static final class Queue<W> {
        private final ArrayDeque<Turn<W>> turns = new ArrayDeque<>();
        private long bytes;
        private int running;
        private boolean isReady;
    }
}
