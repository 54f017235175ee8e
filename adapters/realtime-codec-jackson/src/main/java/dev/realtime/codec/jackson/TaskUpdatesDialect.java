package dev.realtime.codec.jackson;

import dev.realtime.core.Limits;
import dev.realtime.core.Publication;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.frame.ServerFrame;

/**
 * The dialect {@code task-updates}: everything that is published in the channels of its endpoint, {@code tasks#<user>} unless
 * that names others, arrives as the {@code event} of a {@code task_update}. Clients listen.
 *
 * <p><b>Threads:</b> thread-safe and without state.
 *
 * <p><b>Source:</b> docs/protocol.md, "The dialect task-updates".
 */
public final class TaskUpdatesDialect extends PlainDialect {

    /** The name config uses. */
    public static final String NAME = "task-updates";

    static final Forms FORMS = new Forms()
            .on(ServerFrame.Connected.class, TaskUpdatesDialect::connected)
            .on(ServerFrame.Push.class, push -> update(push.publication()))
            .on(ServerFrame.Failure.class, TaskUpdatesDialect::failure)
            .on(ServerFrame.Ping.class, ping -> JsonOutput.ofType("ping").frame())
            .on(ServerFrame.Pong.class, pong -> JsonOutput.ofType("pong").frame())
            .andNoOther();

    /** For messages as long as {@link Limits#DEFAULT} allows. */
    public TaskUpdatesDialect() {
        this(Limits.DEFAULT.maxMessageBytes());
    }

    /** @param maxMessageBytes longest message of a peer, as in {@link Limits} */
    public TaskUpdatesDialect(int maxMessageBytes) {
        super(NAME, maxMessageBytes, LifeSign::new, FORMS);
    }

    private static EncodedFrame connected(ServerFrame.Connected connected) {
        return JsonOutput.ofType("connected")
                .text("message", "WebSocket connected successfully")
                .text("user_id", connected.identity().user().value())
                .time("timestamp", connected.atMillis())
                .frame();
    }

    private static EncodedFrame update(Publication publication) {
        return JsonOutput.ofType("task_update")
                .payload("event", publication.message().data())
                .time("timestamp", publication.publishedAtMillis())
                .frame();
    }

    private static EncodedFrame failure(ServerFrame.Failure failure) {
        return JsonOutput.ofType("error")
                .text("code", failure.code().name())
                .text("message", failure.message())
                .time("timestamp", failure.atMillis())
                .frame();
    }
}
