package dev.realtime.source.dapr;

import java.util.Map;

/**
 * An answer in JSON.
 *
 * <p><b>Threads:</b> immutable; the body's bytes are given away.
 *
 * @param headers of the answer, {@code Content-Type} among them
 */
public record DaprReply(int status, Map<String, String> headers, byte[] body) {

    public DaprReply {
        headers = Map.copyOf(headers);
    }
}
