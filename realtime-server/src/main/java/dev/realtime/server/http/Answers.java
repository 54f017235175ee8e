package dev.realtime.server.http;

import dev.realtime.core.ErrorCode;
import dev.realtime.edge.netty.HttpReply;
import dev.realtime.server.call.Json;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Answers of one shape. */
public final class Answers {

    private Answers() {}

    /** {@code {"error":{"code","message"}}}. @param message holds nothing the peer sent */
    static HttpReply error(int status, ErrorCode code, String message) {
        return HttpReply.json(status, Json.object(json -> {
            json.writeObjectFieldStart("error");
            json.writeStringField("code", code.name());
            json.writeStringField("message", message);
            json.writeEndObject();
        }));
    }

    /** To one that is shut out for a while. @param wait how long still */
    public static HttpReply tooManyAttempts(Duration wait) {
        return with(
                error(429, ErrorCode.RATE_LIMIT_EXCEEDED, "too many attempts"),
                Map.of("Retry-After", Long.toString(wait.toSeconds() + 1)));
    }

    static HttpReply with(HttpReply reply, Map<String, String> headers) {
        Map<String, String> all = new HashMap<>(headers);
        all.putAll(reply.headers());
        return new HttpReply(reply.status(), all, reply.body());
    }
}
