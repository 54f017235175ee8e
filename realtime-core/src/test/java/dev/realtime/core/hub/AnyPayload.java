package dev.realtime.core.hub;

import dev.realtime.core.Payload;
import java.nio.charset.StandardCharsets;

/** Payloads of the tests, words that read well in a log: the engine never looks inside. */
final class AnyPayload {

    private AnyPayload() {}

    static Payload of(String word) {
        return Payload.jsonBytes(word.getBytes(StandardCharsets.UTF_8));
    }
}
