package dev.realtime.kv;

import dev.realtime.core.UserId;

/** A record that has a new version, or was deleted, which is a version too. */
record KvChange(UserId owner, KvKey key, long version) {}
