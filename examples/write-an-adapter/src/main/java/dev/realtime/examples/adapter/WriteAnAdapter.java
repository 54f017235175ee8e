package dev.realtime.examples.adapter;

import dev.realtime.codec.jackson.RealtimeV1Dialect;
import dev.realtime.core.UserId;
import dev.realtime.core.endpoint.Endpoint;
import dev.realtime.core.endpoint.Endpoints;
import dev.realtime.core.hub.Hub;
import dev.realtime.core.spi.Authenticator;
import dev.realtime.core.spi.Authorizer;
import dev.realtime.edge.netty.NettyEdge;
import dev.realtime.edge.netty.NettyLanes;

/** The parts put together by hand, with an adapter of one's own among them. */
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
                .admitter(Endpoints.builder().endpoint(realtime).build())
                .port(port)
                .start();
        // end: assemble
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

    /** Listens on port 8080 for {@code {"type":"connect","id":1,"token":"s3cr3t-session"}} until it is stopped. */
    public static void main(String[] args) throws InterruptedException {
        SessionTable sessions = new SessionTable();
        sessions.login("s3cr3t-session", UserId.of("alice"));
        try (WriteAnAdapter server = new WriteAnAdapter(sessions, 8080)) {
            System.out.println("ws://127.0.0.1:" + server.port() + "/realtime");
            Thread.currentThread().join();
        }
    }
}
