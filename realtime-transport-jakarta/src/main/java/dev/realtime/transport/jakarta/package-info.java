/**
 * Binds the engine to any container of Jakarta WebSocket 2.1 and later: Tomcat, Jetty, Undertow, Tyrus and what is built
 * on them. Compiled against the API alone.
 *
 * <p>A portable binding can promise only what the API can do. The bundled server has an edge of its own,
 * {@code realtime-edge-netty}, which promises more:
 *
 * <table>
 * <caption>Guarantees</caption>
 * <tr><th>of</th><th>here</th><th>bundled edge</th></tr>
 * <tr><td>order of messages, exactly one {@code closed}, one lane a connection</td><td>yes</td><td>yes</td></tr>
 * <tr><td>at most one message with the container, the rest in the log</td><td>yes</td><td>yes</td></tr>
 * <tr><td>one system call for many messages</td><td>no: one call a message</td><td>yes</td></tr>
 * <tr><td>text is handed over as bytes</td><td>no: decoded to strings, once a lane and batch</td><td>yes</td></tr>
 * <tr><td>a peer that does not read is cut</td>
 *     <td>it is forgotten in time and counted as a zombie; its socket lives as long as TCP and the container let it,
 *     unless the options have a {@code cutter}</td><td>yes, at once</td></tr>
 * <tr><td>a refused handshake gets its HTTP status</td>
 *     <td>with a {@code refusal} in the options; else the socket opens and is closed with 1008 or 1013, and the engine
 *     never sees it</td><td>yes</td></tr>
 * <tr><td>reading stops while the engine is busy</td>
 *     <td>no: up to {@code maxBacklogBytes} wait, then the connection closes as overloaded</td><td>yes</td></tr>
 * <tr><td>pings of a peer</td>
 *     <td>answered by the container, which may have no bound for its answers; the engine does not see them</td>
 *     <td>seen, bounded, a sign of life</td></tr>
 * <tr><td>parts of a message are a sign of life</td><td>no</td><td>yes</td></tr>
 * <tr><td>bad frames and bad handshakes are refused</td><td>as well as the container does it</td><td>yes</td></tr>
 * <tr><td>long messages are refused before they are read</td>
 *     <td>as well as the container does it; longer ones close with 1009 once they are there. Tyrus reads up to its
 *     {@code org.glassfish.tyrus.incomingBufferSize}</td><td>yes</td></tr>
 * <tr><td>compression</td><td>none is negotiated: containers inflate without a limit</td><td>with limits</td></tr>
 * <tr><td>the peer's address</td>
 *     <td>in a servlet container by the package {@code servlet}; else with a {@code remoteAddress} in the options, the API
 *     has none</td><td>yes</td></tr>
 * <tr><td>whether the peer's socket is TLS, for pages of the same host</td>
 *     <td>likewise; also where the container gives the request's URI a scheme</td><td>yes</td>
 * </tr>
 * <tr><td>a decision about a handshake takes no thread</td><td>no: the container's thread waits</td><td>yes</td></tr>
 * </table>
 */
package dev.realtime.transport.jakarta;
