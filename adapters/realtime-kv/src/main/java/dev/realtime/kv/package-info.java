/**
 * A key-value store of users' own keys, and a source that tells each user which of them changed.
 *
 * <pre>{@code
 * Sealer sealer = new Sealer(List.of(SealKey.parse(System.getenv("KV_KEY"))), new SystemRandomness());
 * KvDatabase database = KvDatabase.inFile(Path.of("data/kv"), KvOptions.of(sealer));
 * KvSource source = database.announceTo(hub::publish, KvSourceOptions.DEFAULT);
 * KvApi api = new KvApi(database.store(), KvLimits.DEFAULT);
 * }</pre>
 *
 * <ul>
 *   <li>{@link dev.realtime.kv.KvStore} reads and writes; a write is all or nothing and names the versions it builds on.
 *   <li>{@link dev.realtime.kv.KvDatabase} keeps the records, in PostgreSQL or in a file.
 *   <li>{@link dev.realtime.kv.Sealer} seals values before they get there.
 *   <li>{@link dev.realtime.kv.KvSource} sees every committed change, whoever made it, and publishes keys and versions.
 *   <li>{@link dev.realtime.kv.KvApi} is the HTTP interface without the HTTP.
 * </ul>
 *
 * <p>Settings and guarantees: docs/kv.md.
 */
package dev.realtime.kv;
