package dev.realtime.transport.jakarta;

import dev.realtime.core.spi.Acceptor;
import dev.realtime.core.spi.Admission;
import dev.realtime.core.spi.Inbound;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import java.nio.charset.StandardCharsets;

/**
 * What the container calls: brings each session's events to its link.
 *
 * <p>It is public because containers ask for that; it is made by {@link JakartaTransport#deploy} alone.
 *
 * <p><b>Threads:</b> one instance for all sessions of an endpoint, called from the container's threads.
 */
public final class RealtimeEndpoint extends Endpoint {

    private static final System.Logger LOG = System.getLogger(RealtimeEndpoint.class.getName());
    private static final String LINK = JakartaLink.class.getName();

    private final JakartaTransport transport;
    private final Acceptor acceptor;

    RealtimeEndpoint(JakartaTransport transport, Acceptor acceptor) {
        this.transport = transport;
        this.acceptor = acceptor;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        Admission admission = Decision.takeFrom(session.getUserProperties());
        if (admission instanceof Admission.Accepted accepted) {
            accept(session, accepted);
            return;
        }
        transport.counters().refused.increment();
        CloseReason reason = admission instanceof Admission.RefusedBySocket bySocket
                ? Refusals.close(bySocket)
                : Refusals.close((Admission.Refused) admission);
        transport.close(session, reason);
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        if (session.getUserProperties().remove(LINK) instanceof JakartaLink link) {
            link.ended(reason.getCloseCode().getCode());
        }
    }

    /** What ends a session is told by {@link #onClose}; the text may hold the peer's own. */
    @Override
    public void onError(Session session, Throwable problem) {
        LOG.log(
                System.Logger.Level.DEBUG,
                () -> "a session had a problem: " + problem.getClass().getName());
    }

    private void accept(Session session, Admission.Accepted admission) {
        session.setMaxIdleTimeout(-1);
        session.setMaxTextMessageBufferSize(transport.options().maxMessageBytes());
        session.setMaxBinaryMessageBufferSize(transport.options().maxMessageBytes());
        LinkContext context = transport.nextContext();
        JakartaLink link = new JakartaLink(session, context, admission.dialect());
        transport.counters().open.increment();
        session.getUserProperties().put(LINK, link);
        // Before the first message can be brought: its task stands behind this one.
        context.lane().execute(() -> link.attach(acceptor.accept(context.lane(), link, admission)));
        session.addMessageHandler(String.class, text -> {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            link.arrived(utf8.length, engine -> engine.text(utf8));
        });
        session.addMessageHandler(byte[].class, bytes -> link.arrived(bytes.length, engine -> engine.binary(bytes)));
        session.addMessageHandler(
                PongMessage.class, (MessageHandler.Whole<PongMessage>) pong -> link.arrived(0, Inbound::heard));
    }
}
