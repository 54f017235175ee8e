package dev.realtime.transport.jakarta.servlet;

import jakarta.servlet.ServletContext;

/**
 * What a web application says of its real-time part.
 *
 * <pre>{@code
 * public final class Orders implements RealtimeApplication {
 *     public void configure(RealtimeSetup setup, ServletContext context) {
 *         setup.hub(hub -> hub.authorizer(rules))
 *                 .endpoint(Endpoint.at("/ws").dialect(new ChannelsDialect()).authenticator(jwt).tokenInQuery("token").build())
 *                 .hosts(HostPolicy.of(Set.of("app.example.com")));
 *     }
 * }
 * }</pre>
 *
 * <p><b>Shape:</b> one a web application, with a constructor without parameters where the container makes it; where the
 * application makes it, it goes to {@link RealtimeInitializer#RealtimeInitializer(RealtimeApplication)}.
 */
public interface RealtimeApplication {

    /**
     * Called once, on the thread that starts the web application, before its first request. What it throws keeps the web
     * application from starting.
     *
     * @param setup filled in; at least one endpoint
     */
    void configure(RealtimeSetup setup, ServletContext context);
}
