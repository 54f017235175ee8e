/**
 * The engine. Public are {@link dev.realtime.core.hub.Hub}, its builder and its statistics; everything else is its own
 * affair. Start reading at {@link dev.realtime.core.hub.Hub}.
 */
package dev.realtime.core.hub;
