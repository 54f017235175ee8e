/** Mounts the store of keys, where {@code realtime-kv} is on the class path. */
package dev.realtime.server.kv;
