package dev.realtime.codec.jackson;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.Limits;
import dev.realtime.core.Publication;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.frame.ServerFrame;

/**
 * The dialect {@code tenant-events}: {@code {type, timestamp, data}} to clients that listen to what happens in their
 * tenant. A client whose URL held no token sends it first, and is answered {@code auth.success} or {@code auth.error}.
 *
 * <p><b>Threads:</b> thread-safe and without state.
 *
 * <p><b>Source:</b> docs/protocol.md, "The dialect tenant-events".
 */
public final class TenantEventsDialect extends PlainDialect {

    /** The name config uses. */
    public static final String NAME = "tenant-events";

    private static final String NAMELESS = "message";

    static final Forms FORMS = new Forms()
            .on(ServerFrame.Connected.class, TenantEventsDialect::connected)
            .on(ServerFrame.Push.class, push -> event(push.publication()))
            .on(ServerFrame.Failure.class, TenantEventsDialect::failure)
            .on(ServerFrame.Ping.class, ping -> JsonOutput.ofType("ping").frame())
            .on(ServerFrame.Pong.class, pong -> JsonOutput.ofType("pong").frame())
            .andNoOther();

    /** For messages as long as {@link Limits#DEFAULT} allows. */
    public TenantEventsDialect() {
        this(Limits.DEFAULT.maxMessageBytes());
    }

    /** @param maxMessageBytes longest message of a peer, as in {@link Limits} */
    public TenantEventsDialect(int maxMessageBytes) {
        super(NAME, maxMessageBytes, TenantEventsRequest::new, FORMS);
    }

    @Override
    public boolean pingsInMessages() {
        return true;
    }

    private static EncodedFrame connected(ServerFrame.Connected connected) {
        return JsonOutput.ofType("auth.success")
                .time("timestamp", connected.atMillis())
                .object("data")
                .text("tenantId", connected.identity().tenant())
                .text("userId", connected.identity().user().value())
                .text("connectionId", connected.client())
                .close()
                .frame();
    }

    private static EncodedFrame event(Publication publication) {
        String event = publication.message().event();
        return JsonOutput.ofType(event.isEmpty() ? NAMELESS : event)
                .time("timestamp", publication.publishedAtMillis())
                .payload("data", publication.message().data())
                .frame();
    }

    private static EncodedFrame failure(ServerFrame.Failure failure) {
        boolean isAboutAuth = failure.id().equals(TenantEventsRequest.AUTH);
        JsonOutput out = JsonOutput.ofType(isAboutAuth ? "auth.error" : "error")
                .time("timestamp", failure.atMillis())
                .object("data")
                .text("code", code(failure.code()))
                .text("message", failure.message());
        failure.retryAfter().ifPresent(wait -> out.number("retryAfterMs", wait.toMillis()));
        return out.close().frame();
    }

    /** By one of the six words that its clients know. */
    private static String code(ErrorCode code) {
        return switch (code) {
            case UNAUTHORIZED, TOKEN_EXPIRED -> "UNAUTHORIZED";
            case PERMISSION_DENIED -> "FORBIDDEN";
            case NOT_FOUND, METHOD_NOT_FOUND -> "NOT_FOUND";
            case RATE_LIMIT_EXCEEDED, LIMIT_EXCEEDED, OVERLOADED -> "RATE_LIMIT_EXCEEDED";
            case BAD_REQUEST, MESSAGE_TOO_LARGE, CONFLICT, UNRECOVERABLE_POSITION -> "VALIDATION_ERROR";
            case INTERNAL_ERROR, NOT_AVAILABLE, TIMEOUT -> "INTERNAL_ERROR";
        };
    }
}
