/**
 * Reads topics of Kafka, and publishes their records to channels.
 *
 * <pre>{@code
 * KafkaSource source = KafkaSource.start(hub::publish, KafkaSourceOptions.at("localhost:9092"));
 * }</pre>
 *
 * <p>The way of a record: {@code Round} takes it from the consumer, {@code Flow} (one partition) gives it its place behind
 * the record before it in the same channel, {@code Courier} publishes it until the hub has it, {@code DeadLetters} keeps
 * it if nobody ever will. When all before it have arrived too, its offset is committed.
 *
 * <p>Settings and guarantees: docs/sources.md.
 */
package dev.realtime.source.kafka;
