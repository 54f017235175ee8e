package dev.realtime.transport.jakarta;

/**
 * What the transport counted since it was made.
 *
 * @param open sessions that the container has opened and not yet reported closed
 * @param zombies of these, sessions that were given up: the engine has forgotten them, the container still holds their
 *     sockets and at most one batch of each
 * @param stalled writes given up because they did not leave in time
 * @param refused handshakes that were not let in
 * @param overloaded peers closed because the engine could not keep up with them
 */
public record JakartaStats(long open, long zombies, long stalled, long refused, long overloaded) {}
