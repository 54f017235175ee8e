/**
 * Wire formats in JSON, on Jackson 2: {@code realtime.v1} and the dialects of the systems that live on this server.
 *
 * <p>A dialect reads field by field and never builds a tree: a payload is checked while it is skipped and then copied
 * out as it came, so its numbers are never computed and its names never interned. What a peer may write is narrower
 * than RFC 8259 (docs/protocol.md, "What JSON is accepted"). No Jackson type leaves this package.
 */
package dev.realtime.codec.jackson;
