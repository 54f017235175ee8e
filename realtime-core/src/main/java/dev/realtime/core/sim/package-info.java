/**
 * A world in which the engine can be tried: virtual time, one seed, sockets that stall, break and vanish.
 *
 * <p>Nothing here starts a thread or looks at a clock. Everything that happens is an event of one {@link
 * dev.realtime.core.sim.SimWorld}, whose seed decides order, delays and faults: the same seed is the same run, to the
 * last byte. docs/simulation.md shows how an application tests its own handlers with it.
 */
package dev.realtime.core.sim;
