package dev.realtime.examples.servlet;

import dev.realtime.auth.JwtAuth;
import dev.realtime.codec.jackson.RealtimeV1Dialect;
import dev.realtime.codec.jackson.UserEventsDialect;
import dev.realtime.core.endpoint.Endpoint;
import dev.realtime.transport.jakarta.servlet.RealtimeApplication;
import dev.realtime.transport.jakarta.servlet.RealtimeSetup;
import jakarta.servlet.ServletContext;

// region: servlet
/** All it takes to have clients at /ws: the container finds this class, whatever its name. */
public final class TaskClients implements RealtimeApplication {

    @Override
    public void configure(RealtimeSetup setup, ServletContext context) {
        setup.endpoint(Endpoint.at("/ws")
                .dialect(new UserEventsDialect())
                .subprotocol("realtime.v1.json", new RealtimeV1Dialect())
                .authenticator(JwtAuth.hmac(context.getInitParameter("jwt-secret")))
                .tokenInQuery("token")
                .build());
    }
}
// end: servlet
