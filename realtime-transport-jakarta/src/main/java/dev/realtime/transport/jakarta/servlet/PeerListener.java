package dev.realtime.transport.jakarta.servlet;

import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpServletRequest;

/** Tells the transport who asks for an upgrade. Other requests cost one look at a header. */
final class PeerListener implements ServletRequestListener {

    @Override
    public void requestInitialized(ServletRequestEvent event) {
        if (event.getServletRequest() instanceof HttpServletRequest request && request.getHeader("Upgrade") != null) {
            Peer.arrived(request);
        }
    }

    @Override
    public void requestDestroyed(ServletRequestEvent event) {
        Peer.left();
    }
}
