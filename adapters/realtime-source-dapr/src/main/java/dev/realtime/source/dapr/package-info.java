/**
 * Takes events that a Dapr sidecar delivers, and publishes them to channels: the HTTP interface that Dapr calls, without
 * the HTTP.
 *
 * <pre>{@code
 * DaprSubscription tasks = DaprSubscription.of("pubsub", "task-updates", Routing.TASK_UPDATES);
 * DaprApi dapr = new DaprApi(hub::publish, DaprOptions.of(tasks).appToken(System.getenv("APP_API_TOKEN")));
 * }</pre>
 *
 * <p>Settings and guarantees: docs/sources.md.
 */
package dev.realtime.source.dapr;
