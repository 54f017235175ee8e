package dev.realtime.transport.jakarta.servlet;

import jakarta.servlet.ServletRequest;
import jakarta.websocket.server.HandshakeRequest;

/**
 * What a servlet request knows of its peer and the WebSocket API does not. It goes from one to the other on the thread
 * that the container gives to the request, and no longer than the request.
 *
 * @param address an IP literal: what the container says it is, which may take it from its proxy's headers
 */
record Peer(String address, boolean secure) {

    private static final Peer UNKNOWN = new Peer("0.0.0.0", false);
    private static final ThreadLocal<Peer> CURRENT = new ThreadLocal<>();

    /** Begins a request. */
    static void arrived(ServletRequest request) {
        CURRENT.set(new Peer(request.getRemoteAddr(), request.isSecure()));
    }

    /** Ends it. */
    static void left() {
        CURRENT.remove();
    }

    static String addressOf(HandshakeRequest handshake) {
        return current().address;
    }

    static boolean isSecure(HandshakeRequest handshake) {
        return current().secure;
    }

    private static Peer current() {
        Peer peer = CURRENT.get();
        return peer == null || peer.address == null ? UNKNOWN : peer;
    }
}
