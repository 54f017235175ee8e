/**
 * What sources of records have in common, whatever brings the records.
 *
 * <pre>{@code
 * Routing routing = Routing.to("tasks#{user_id}").event("event_type").requiring("task_id");
 * Routed routed = routing.route(record, "an id of the record");
 * }</pre>
 *
 * <ul>
 *   <li>{@link dev.realtime.source.Routing} makes a message of a record and names its channel, or says why it cannot.
 *   <li>{@link dev.realtime.source.SourcePublisher} takes messages; {@code hub::publish} is one.
 *   <li>{@link dev.realtime.source.SourceTelemetry} hears what became of records.
 * </ul>
 *
 * <p>Settings and guarantees: docs/sources.md.
 */
package dev.realtime.source;
