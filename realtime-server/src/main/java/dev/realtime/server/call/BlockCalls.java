package dev.realtime.server.call;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.realtime.core.Payload;
import dev.realtime.core.UserId;
import dev.realtime.core.hub.Blocks;
import dev.realtime.core.policy.AddressRange;
import dev.realtime.core.policy.BlockList.Block;
import dev.realtime.core.policy.BlockList.Subject;
import dev.realtime.server.config.Times;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Who is kept out: {@code websocket.block}, {@code websocket.unblock} and {@code websocket.blocks}.
 *
 * <p><b>Shape:</b> somebody is {@code userId} (with a {@code tenant}, or in the default one) or {@code address}, an IP
 * address or a range like {@code 10.0.0.0/8}. A block takes a {@code ttl} like {@code 1h}, or holds until further
 * notice, and a {@code reason}, which the one who is blocked never sees.
 *
 * <p><b>Threads:</b> thread-safe.
 */
public record BlockCalls(Blocks blocks) {

    public static final String BLOCK = "websocket.block";
    public static final String UNBLOCK = "websocket.unblock";
    public static final String LIST = "websocket.blocks";

    /** Blocks in one answer; how many there are is told beside. */
    private static final int MAX_SHOWN = 1_000;

    public AdminCalls addTo(AdminCalls calls) {
        return calls.with(BLOCK, this::block).with(UNBLOCK, this::unblock).with(LIST, params -> list());
    }

    private CompletionStage<Payload> block(Payload params) {
        JsonFields fields = fields(params);
        Subject who = subject(fields);
        String reason = optional(fields, "reason").orElse("");
        Optional<Duration> ttl = optional(fields, "ttl").map(BlockCalls::duration);
        try {
            ttl.ifPresentOrElse(length -> blocks.block(who, length, reason), () -> blocks.block(who, reason));
        } catch (IllegalArgumentException e) {
            throw new BadParamsException("need a reason of at most " + Block.MAX_REASON + " characters");
        }
        return answer(json -> json.writeBooleanField("success", true));
    }

    private CompletionStage<Payload> unblock(Payload params) {
        boolean was = blocks.unblock(subject(fields(params)));
        return answer(json -> {
            json.writeBooleanField("success", true);
            json.writeBooleanField("wasBlocked", was);
        });
    }

    private CompletionStage<Payload> list() {
        List<Block> all = blocks.list();
        return answer(json -> {
            json.writeNumberField("total", all.size());
            json.writeArrayFieldStart("blocks");
            for (Block block : all.subList(0, Math.min(all.size(), MAX_SHOWN))) {
                json.writeStartObject();
                write(json, block);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static void write(JsonGenerator json, Block block) throws IOException {
        if (block.subject() instanceof Subject.User user) {
            json.writeStringField("userId", user.user().value());
            if (!user.user().tenant().isEmpty()) {
                json.writeStringField("tenant", user.user().tenant());
            }
        } else {
            json.writeStringField(
                    "address", ((Subject.Addresses) block.subject()).range().toString());
        }
        json.writeStringField("since", block.since().toString());
        if (block.until().isPresent()) {
            json.writeStringField("until", block.until().get().toString());
        }
        json.writeStringField("reason", block.reason());
    }

    private static Subject subject(JsonFields fields) {
        Optional<String> user = optional(fields, "userId");
        Optional<String> address = optional(fields, "address");
        if (user.isPresent() == address.isPresent()) {
            throw new BadParamsException("need either userId, a user's id, or address, an IP address or a range");
        }
        return user.isPresent() ? user(user.get(), fields) : addresses(address.get());
    }

    private static Subject user(String id, JsonFields fields) {
        String tenant = optional(fields, "tenant").orElse("");
        if (!UserId.isValid(id) || !tenant.isEmpty() && !UserId.isValid(tenant)) {
            throw new BadParamsException("need userId, a user's id, and tenant, a tenant's id, or none");
        }
        return new Subject.User(new UserId(tenant, id));
    }

    private static Subject addresses(String text) {
        try {
            return new Subject.Addresses(AddressRange.parse(text));
        } catch (IllegalArgumentException e) {
            throw new BadParamsException("need address, an IP address or a range like 10.0.0.0/8");
        }
    }

    private static Duration duration(String text) {
        try {
            return Times.parse(text);
        } catch (IllegalArgumentException e) {
            throw new BadParamsException("need ttl, a duration like 30s, 5m, 2h or 7d");
        }
    }

    /** A text, if the field is there. */
    private static Optional<String> optional(JsonFields fields, String name) {
        if (fields.raw(name).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(fields.text(name).orElseThrow(() -> new BadParamsException("need " + name + " as a text")));
    }

    private static JsonFields fields(Payload params) {
        return JsonFields.read(params.bytes()).orElseThrow(() -> new BadParamsException("need an object"));
    }

    private static CompletionStage<Payload> answer(Json.Fields fields) {
        return CompletableFuture.completedFuture(Payload.json(Json.object(fields)));
    }
}
