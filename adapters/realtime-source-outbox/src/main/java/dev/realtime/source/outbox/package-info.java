/**
 * Publishes what a transaction of PostgreSQL commits, and nothing else.
 *
 * <pre>{@code
 * RealtimeOutbox.publish(connection, ChannelName.of("orders:7"), Message.of("shipped", Payload.json("{\"id\":7}")));
 * connection.commit();
 * }</pre>
 *
 * <p>writes a row beside what the application itself writes, and
 *
 * <pre>{@code
 * OutboxSource source = OutboxSource.start(hub::publish, OutboxSourceOptions.at(database));
 * }</pre>
 *
 * <p>delivers it. The way of a row: {@code Outbox} reads it, {@code OutboxRow} makes a message of it or says why it cannot,
 * {@code Shipment} publishes it behind the row before it in the same channel, and when the hub has it, it is deleted; what
 * can never be delivered goes to the table of dead letters.
 *
 * <p>Settings and guarantees: docs/sources.md.
 */
package dev.realtime.source.outbox;
