package dev.realtime.transport.jakarta.servlet;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.websocket.server.ServerContainer;

/** Starts the real-time part with the web application, and ends it. */
final class RealtimeListener implements ServletContextListener {

    private static final String CONTAINER = ServerContainer.class.getName();

    private final RealtimeApplication application;

    RealtimeListener(RealtimeApplication application) {
        this.application = application;
    }

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        if (!(context.getAttribute(CONTAINER) instanceof ServerContainer container)) {
            throw new IllegalStateException("need a container with Jakarta WebSocket, but the context has no attribute "
                    + CONTAINER + " when it starts");
        }
        RealtimeSetup setup = new RealtimeSetup();
        application.configure(setup, context);
        context.setAttribute(RealtimeContext.ATTRIBUTE, RealtimeContext.start(setup.parts(), container));
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        if (event.getServletContext().getAttribute(RealtimeContext.ATTRIBUTE) instanceof RealtimeContext running) {
            event.getServletContext().removeAttribute(RealtimeContext.ATTRIBUTE);
            running.close();
        }
    }
}
