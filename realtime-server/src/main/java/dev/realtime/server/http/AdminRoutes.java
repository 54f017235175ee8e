package dev.realtime.server.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.UserId;
import dev.realtime.core.hub.Hub;
import dev.realtime.core.hub.HubStats;
import dev.realtime.edge.netty.HttpReply;
import dev.realtime.edge.netty.HttpRequest;
import dev.realtime.server.call.CallDesk;
import dev.realtime.server.call.CallDesk.Outcome;
import dev.realtime.server.call.Json;
import dev.realtime.server.figures.SourceFigures;
import dev.realtime.server.figures.Sources;
import dev.realtime.source.Rejection;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * {@code POST /call} and {@code GET /stats}.
 *
 * <p><b>Threads:</b> thread-safe.
 *
 * @param openStats whether everybody may read {@code /stats}
 * @param sources told of by {@code /stats}, where there are any
 */
public record AdminRoutes(Hub hub, CallDesk desk, AdminGate gate, boolean openStats, Sources sources) {

    public Router.Builder addTo(Router.Builder routes) {
        return routes.post("/call", gate.guard(this::call))
                .get("/stats", openStats ? request -> stats() : gate.guard(request -> stats()));
    }

    private CompletionStage<HttpReply> call(HttpRequest request) {
        return withJson(request, desk::call);
    }

    /** The answer to a body that is JSON. */
    static CompletionStage<HttpReply> withJson(HttpRequest request, Function<byte[], CompletionStage<Outcome>> answer) {
        // A form of a foreign page can be sent without asking; it cannot have this type.
        if (!isJson(request.header("content-type").orElse(""))) {
            return CompletableFuture.completedFuture(
                    Answers.error(415, ErrorCode.BAD_REQUEST, "need Content-Type: application/json"));
        }
        if (!request.query().isEmpty()) {
            return CompletableFuture.completedFuture(
                    Answers.error(400, ErrorCode.BAD_REQUEST, "need everything in the body, and nothing in the query"));
        }
        return answer.apply(request.body()).thenApply(AdminRoutes::reply);
    }

    static HttpReply reply(Outcome outcome) {
        if (outcome instanceof Outcome.Done done) {
            return new HttpReply(
                    200, Map.of("Content-Type", "application/json"), done.body().bytes());
        }
        Outcome.Failed failed = (Outcome.Failed) outcome;
        HttpReply reply = Answers.error(failed.status(), failed.code(), failed.message());
        return failed.status() == 503 ? Answers.with(reply, Map.of("Retry-After", "1")) : reply;
    }

    private CompletionStage<HttpReply> stats() {
        return hub.stats().thenApply(this::describe);
    }

    private HttpReply describe(HubStats stats) {
        Map<String, Integer> users = new TreeMap<>();
        for (Map.Entry<UserId, Integer> user : stats.users().entrySet()) {
            users.put(user.getKey().toString(), user.getValue());
        }
        return HttpReply.json(200, Json.object(json -> {
            json.writeNumberField("total_users", users.size());
            json.writeNumberField("total_connections", stats.connections());
            json.writeObjectFieldStart("users");
            for (Map.Entry<String, Integer> user : users.entrySet()) {
                json.writeNumberField(user.getKey(), user.getValue());
            }
            json.writeEndObject();
            if (!sources.figures().isEmpty()) {
                json.writeObjectFieldStart("sources");
                for (Map.Entry<String, SourceFigures> source : sources.figures().entrySet()) {
                    json.writeObjectFieldStart(source.getKey());
                    write(source.getValue(), json);
                    json.writeEndObject();
                }
                json.writeEndObject();
            }
        }));
    }

    private static void write(SourceFigures source, JsonGenerator json) throws IOException {
        Optional<SourceFigures.State> state = source.state();
        if (state.isPresent()) {
            json.writeStringField("state", word(state.get()));
            json.writeNumberField("lag", source.lag());
            if (source.oldest().isPresent()) {
                json.writeNumberField("oldestSeconds", source.oldest().get().toSeconds());
            }
        } else {
            json.writeNumberField("unauthorized", source.strangers());
        }
        json.writeNumberField("accepted", source.taken());
        json.writeNumberField("refused", source.refusals());
        json.writeObjectFieldStart("rejected");
        for (Map.Entry<Rejection, Long> count : source.rejections().entrySet()) {
            json.writeNumberField(word(count.getKey()), count.getValue());
        }
        json.writeEndObject();
        json.writeNumberField("lost", source.losses());
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static boolean isJson(String contentType) {
        String type = contentType.split(";", 2)[0].strip();
        return type.toLowerCase(Locale.ROOT).equals("application/json");
    }
}
