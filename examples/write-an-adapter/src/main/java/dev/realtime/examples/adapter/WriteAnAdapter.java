package dev.realtime.examples.adapter;

import dev.realtime.codec.jackson.RealtimeV1Dialect;
import dev.realtime.core.ChannelTemplate;
import dev.realtime.core.UserId;
import dev.realtime.core.endpoint.Endpoint;
import dev.realtime.core.endpoint.Endpoints;
import dev.realtime.core.hub.Hub;
import dev.realtime.core.spi.Authenticator;
import dev.realtime.core.spi.Authorizer;
import dev.realtime.edge.netty.NettyEdge;
import dev.realtime.edge.netty.NettyLanes;

/** The parts put together by hand, with adapters of one's own among them. */
public final class WriteAnAdapter implements AutoCloseable {

    private final NettyLanes lanes;
    private final Hub hub;
    private final NettyEdge edge;

    WriteAnAdapter(Authenticator authenticator, int port) {
        // region: assemble
        lanes = NettyLanes.open();
        hub = Hub.builder()
                .lanes(lanes.lanes())
                .authorizer(Authorizer.everything())
                .build();
        Endpoint realtime = Endpoint.at("/realtime")
                .dialect(new RealtimeV1Dialect())
                .subprotocol("realtime.v1.json", new RealtimeV1Dialect())
                .authenticator(authenticator)
                .tokenInFirstMessage()
                .build();
        edge = NettyEdge.builder()
                .lanes(lanes)
                .acceptor(hub)
                .admitter(Endpoints.builder()
                        .endpoint(realtime)
                        .endpoint(display(authenticator))
                        .build())
                .port(port)
                .start();
        // end: assemble
    }

    /** Displays are subscribed to the news; they need not ask. */
    private static Endpoint display(Authenticator authenticator) {
        return Endpoint.at("/display")
                .dialect(new DisplayDialect())
                .channels(new ChannelTemplate("news"))
                .authenticator(authenticator)
                .tokenInQuery("session")
                .build();
    }

    int port() {
        return edge.port();
    }

    @Override
    public void close() {
        edge.close();
        hub.close();
        lanes.close();
    }

    /** @param args the port, and a session that is logged in as alice */
    public static void main(String[] args) throws InterruptedException {
        SessionTable sessions = new SessionTable();
        sessions.login(args[1], UserId.of("alice"));
        try (WriteAnAdapter server = new WriteAnAdapter(sessions, Integer.parseInt(args[0]))) {
            System.out.println("Clients: ws://127.0.0.1:" + server.port() + "/realtime");
            Thread.currentThread().join();
        }
    }
}
