/**
 * The bundled server's edge: HTTP/1.1 and WebSocket on one port, on Netty.
 *
 * <p>The way of a connection through this package:
 *
 * <pre>
 * accept ─► HttpFront ── HeadParser ─► HttpHandler            plain HTTP, one request at a time
 *              │  UpgradeCheck ─► Admitter ─► 101
 *              ▼
 *           NettySocket ── FrameGate ─► JakartaSide ─► Inbound     what comes in
 *           NettyLink ◄── Batch                                    what goes out
 * </pre>
 *
 * <p>Everything of a connection runs on the event loop of its channel, which is the connection's lane. Tyrus keeps the
 * handshake's answer and the Jakarta session through which messages reach us; it never sees a byte that {@link
 * dev.realtime.edge.netty.FrameGate} has not judged, and it never writes.
 */
package dev.realtime.edge.netty;
