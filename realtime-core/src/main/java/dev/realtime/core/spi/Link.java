package dev.realtime.core.spi;

import dev.realtime.core.frame.Batch;

/**
 * The write side of one socket, as an edge gives it to the engine.
 *
 * <p><b>Order of calls:</b> {@link #write} only while {@link #isBusy} is false. A write that does not end within the
 * call makes the link busy; when it has ended, the edge calls {@link Inbound#writable} once and the link is no longer
 * busy. {@link #close} and {@link #abort} may be called at any time, also twice, also during {@code write}.
 *
 * <p><b>Threads:</b> called on the connection's lane only, and must call back there only; it may call back inside the
 * call that caused it.
 *
 * <p><b>Errors:</b> none is thrown. A broken socket ends in {@link Inbound#closed}, exactly once for every accepted
 * connection, however it ends.
 *
 * <p>Prove an implementation with {@code LinkContract} of realtime-testkit.
 */
public interface Link {

    /**
     * Writes frames in their order, taking as many as it likes from the front.
     *
     * @return how many frames the link took responsibility for: from 0 (nothing happened; only when broken or closing)
     *     to {@code batch.count()}. The engine offers the others again. A frame that went out in part counts as taken.
     */
    int write(Batch batch);

    /** Whether something taken is still on its way to the operating system. */
    boolean isBusy();

    /**
     * Starts the closing handshake after everything taken, and ends the socket by force if the peer does not answer
     * within the edge's close timeout. Nothing is written after it.
     *
     * @param code RFC 6455 §7.4 or 4000–4999
     * @param reason at most 123 bytes of UTF-8
     */
    void close(int code, String reason);

    /** Cuts the connection at once; what is still on its way is dropped. An edge that cannot, does the best it can. */
    void abort();

    /** Stops or goes on taking bytes from the peer. Messages already read may still arrive. */
    void reading(boolean on);
}
