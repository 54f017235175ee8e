/**
 * The doors of a server: which endpoint a handshake belongs to, what is spoken there, and who is let in.
 *
 * <pre>{@code
 * Admitter doors = Endpoints.builder()
 *         .hosts(HostPolicy.of(List.of("app.example.com")))
 *         .endpoint(Endpoint.at("/ws").when("userId").dialect(channels).trustClaimed("userId").build())
 *         .endpoint(Endpoint.at("/ws").when("token").unless("userId").dialect(userEvents)
 *                 .authenticator(jwt).tokenInQuery("token").build())
 *         .endpoint(Endpoint.at("/realtime").dialect(tenantEvents).authenticator(jwt)
 *                 .tokenInQuery("access_token").tokenInFirstMessage().claimedTenant("tenant").build())
 *         .build();
 * }</pre>
 *
 * <p>Several endpoints may share a path if their query conditions tell them apart; a request that fits none of them, or
 * two, is answered with 400. {@link dev.realtime.core.endpoint.HostPolicy} and {@link
 * dev.realtime.core.endpoint.OriginPolicy} are values of their own, for whoever else answers HTTP.
 *
 * <p>A refusal is an HTTP status with a JSON body. A web page cannot see one, so where an {@code Origin} header shows
 * that a browser asks, refusals about its credentials are told by opening the socket and closing it with the dialect's
 * number. A page of a foreign origin gets no socket. The table of all refusals is in docs/auth.md.
 */
package dev.realtime.core.endpoint;
