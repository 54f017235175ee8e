package dev.realtime.edge.netty;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.glassfish.tyrus.core.ComponentProviderService;
import org.glassfish.tyrus.core.DebugContext;
import org.glassfish.tyrus.core.HandshakeException;
import org.glassfish.tyrus.core.ProtocolHandler;
import org.glassfish.tyrus.core.RequestContext;
import org.glassfish.tyrus.core.TyrusEndpointWrapper;
import org.glassfish.tyrus.core.TyrusUpgradeResponse;
import org.glassfish.tyrus.core.TyrusWebSocket;
import org.glassfish.tyrus.core.Version;
import org.glassfish.tyrus.core.frame.BinaryFrame;
import org.glassfish.tyrus.core.frame.CloseFrame;
import org.glassfish.tyrus.spi.CompletionHandler;
import org.glassfish.tyrus.spi.UpgradeRequest;
import org.glassfish.tyrus.spi.Writer;

/**
 * The engine of Tyrus: answers handshakes, and carries messages to a Jakarta endpoint, one session for each connection.
 *
 * <p>Tyrus is fed whole, validated messages, past its own reader of bytes, for two reasons. That reader keeps a buffer
 * as long as the longest message of each connection for as long as it lives. And texts are handed over as the bytes
 * they came in, since Tyrus would decode them with a decoder made for each message only for us to encode them again;
 * the gate knows which is which.
 *
 * <p>A request that Tyrus sees holds nothing of the peer's but its key: sessions remember their request.
 *
 * <p><b>Threads:</b> confined to its lane, of which it belongs to exactly one.
 */
final class JakartaSide implements AutoCloseable {

    private static final URI ANY_PATH = URI.create("/");

    private final JakartaContainer container = new JakartaContainer();
    private final TyrusEndpointWrapper endpoint;
    /** Where the messages of the session go that opens just now. */
    private MessageHandler.Whole<ByteBuffer> opening = message -> {};

    JakartaSide() {
        ServerEndpointConfig config =
                ServerEndpointConfig.Builder.create(Opening.class, "/").build();
        try {
            endpoint = new TyrusEndpointWrapper(
                    new Opening(),
                    config,
                    ComponentProviderService.create(),
                    container,
                    "/",
                    config.getConfigurator(),
                    new TyrusEndpointWrapper.SessionListener() {},
                    null,
                    null,
                    false);
        } catch (DeploymentException e) {
            throw new IllegalStateException("Tyrus refused the edge's endpoint", e);
        }
    }

    /** @param key the peer's {@code Sec-WebSocket-Key}, known to be valid */
    Answer answer(String key) {
        RequestContext request = RequestContext.Builder.create()
                .requestURI(ANY_PATH)
                .queryString("")
                .parameterMap(Map.of())
                .build();
        Map<String, List<String>> headers = request.getHeaders();
        headers.put(UpgradeRequest.HOST, List.of("localhost"));
        headers.put(UpgradeRequest.UPGRADE, List.of(UpgradeRequest.WEBSOCKET));
        headers.put(UpgradeRequest.CONNECTION, List.of(UpgradeRequest.UPGRADE));
        headers.put(HandshakeRequest.SEC_WEBSOCKET_KEY, List.of(key));
        headers.put(HandshakeRequest.SEC_WEBSOCKET_VERSION, List.of("13"));
        ProtocolHandler protocol = Version.DRAFT17.createHandler(false, null);
        TyrusUpgradeResponse response = new TyrusUpgradeResponse();
        try {
            protocol.handshake(endpoint, request, response, null);
        } catch (HandshakeException e) {
            throw new IllegalStateException("Tyrus refused a handshake of the edge's own making", e);
        }
        return new Answer(protocol, request, response.getFirstHeaderValue("Sec-WebSocket-Accept"));
    }

    /** Opens the session of an answered handshake. @param messages gets every message from then on */
    TyrusWebSocket open(Answer answer, MessageHandler.Whole<ByteBuffer> messages) {
        answer.protocol().setWriter(Silent.INSTANCE);
        TyrusWebSocket session = new TyrusWebSocket(answer.protocol(), endpoint);
        opening = messages;
        session.onConnect(answer.request(), null, List.of(), null, new DebugContext());
        opening = message -> {};
        return session;
    }

    /** Brings a message to the endpoint. @param bytes given away */
    static void deliver(TyrusWebSocket session, byte[] bytes) {
        session.onMessage(new BinaryFrame(bytes, false, true));
    }

    /** Ends the session, which otherwise stays in Tyrus's books. */
    static void end(TyrusWebSocket session) {
        session.onClose(new CloseFrame(new CloseReason(CloseCodes.GOING_AWAY, "")));
    }

    @Override
    public void close() {
        container.stop();
    }

    /** @param accept the value of {@code Sec-WebSocket-Accept} */
    record Answer(ProtocolHandler protocol, UpgradeRequest request, String accept) {}

    /** The one endpoint; all it does is to show a new session where its messages go. */
    private final class Opening extends Endpoint {
        @Override
        public void onOpen(Session session, EndpointConfig config) {
            session.addMessageHandler(ByteBuffer.class, opening);
        }
    }

    /** Tyrus's way to the socket, which leads nowhere: pongs and closes are the link's. */
    private static final class Silent extends Writer {
        static final Writer INSTANCE = new Silent();

        @Override
        public void write(ByteBuffer buffer, CompletionHandler<ByteBuffer> handler) {
            handler.completed(buffer);
        }

        @Override
        public void close() {}
    }
}
