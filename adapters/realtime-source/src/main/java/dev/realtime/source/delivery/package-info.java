/**
 * How a source that reads by itself brings its records to a hub, whatever it reads: for those who write a source.
 *
 * <ul>
 *   <li>{@link dev.realtime.source.delivery.ChannelOrder} gives a record its place behind the one before it in its channel.
 *   <li>{@link dev.realtime.source.delivery.Courier} publishes it until the hub has it, or never will.
 *   <li>{@link dev.realtime.source.delivery.Outage} tells once when what is read goes away and when it is back.
 *   <li>{@link dev.realtime.source.delivery.Stop} ends all of it.
 * </ul>
 */
package dev.realtime.source.delivery;
