package dev.realtime.kv;

/** What a source and its announcer share. @param pause ends both */
record SourceTerms(KvSourceOptions options, KvTelemetry telemetry, Pause pause) {}
