/**
 * The vocabulary of real-time messaging: what application code touches.
 *
 * <p>The one idea behind everything: <b>a channel is a log, a connection is a set of cursors, a delivery is a
 * read.</b> The data's way:
 *
 * <pre>
 * handshake ─► Admitter ─► Identity            refused = an HTTP status, no socket
 *    ─► Hub.accept(Link, Identity) ─► Connection
 * text or binary message ─► Dialect.decode ─► ClientFrame ─► Connection ─► Commands ─► Authorizer ─► effect
 * publish (client, HTTP, Java) ─► Broker.publish ─► offset ─► ChannelLog
 *    ─► one wake-up per lane with subscribers ─► per connection: cursor…head, encoded once per dialect
 *    ─► Link.write(batch) ─► one system call
 * </pre>
 *
 * <p>Packages import each other in one direction only: {@code sim → hub → endpoint → memory → spi → policy → frame →
 * core}.
 */
package dev.realtime.core;
