package dev.realtime.kv;

import dev.realtime.core.spi.Ticker;

/** What a source and its announcer share. @param pause ends both */
record SourceTerms(KvSourceOptions options, KvTelemetry telemetry, Pause pause, Ticker ticker) {}
