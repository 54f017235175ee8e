package dev.realtime.codec.jackson;

import dev.realtime.core.Limits;
import dev.realtime.core.frame.ServerFrame;

/**
 * The dialect {@code kv-watch}: each publication is a batch of changed keys with their versions. Clients listen, and are
 * not greeted.
 *
 * <p><b>Threads:</b> thread-safe and without state.
 *
 * <p><b>Source:</b> docs/protocol.md, "The dialect kv-watch".
 */
public final class KvWatchDialect extends PlainDialect {

    /** The name config uses. */
    public static final String NAME = "kv-watch";

    static final Forms FORMS = new Forms()
            .on(ServerFrame.Push.class, push -> JsonOutput.ofType("kv-batch-update")
                    .payload("keys", push.publication().message().data())
                    .frame())
            .on(ServerFrame.Pong.class, pong -> JsonOutput.ofType("pong").frame())
            .andNoOther();

    /** For messages as long as {@link Limits#DEFAULT} allows. */
    public KvWatchDialect() {
        this(Limits.DEFAULT.maxMessageBytes());
    }

    /** @param maxMessageBytes longest message of a peer, as in {@link Limits} */
    public KvWatchDialect(int maxMessageBytes) {
        super(NAME, maxMessageBytes, LifeSign::new, FORMS);
    }
}
