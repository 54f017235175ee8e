package dev.realtime.server.call;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.realtime.core.Payload;
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

    private static final List<String> WHO = List.of("userId", "tenant", "address");
    private static final List<String> OF_A_BLOCK = List.of("userId", "tenant", "address", "ttl", "reason");

    /** Blocks in one answer; how many there are is told beside. */
    private static final int MAX_SHOWN = 1_000;

    public AdminCalls addTo(AdminCalls calls) {
        return calls.with(BLOCK, this::block).with(UNBLOCK, this::unblock).with(LIST, this::list);
    }

    private CompletionStage<Payload> block(Payload params) {
        Params fields = Params.of(params, OF_A_BLOCK);
        Subject who = subject(fields);
        String reason = fields.text("reason").orElse("");
        if (reason.length() > Block.MAX_REASON) {
            throw new BadParamsException("need a reason of at most " + Block.MAX_REASON + " characters");
        }
        fields.text("ttl")
                .map(BlockCalls::duration)
                .ifPresentOrElse(length -> blocks.block(who, length, reason), () -> blocks.block(who, reason));
        return answer(json -> json.writeBooleanField("success", true));
    }

    private CompletionStage<Payload> unblock(Payload params) {
        boolean was = blocks.unblock(subject(Params.of(params, WHO)));
        return answer(json -> {
            json.writeBooleanField("success", true);
            json.writeBooleanField("wasBlocked", was);
        });
    }

    private CompletionStage<Payload> list(Payload params) {
        Params.of(params, List.of());
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

    private static Subject subject(Params fields) {
        Optional<String> address = fields.text("address");
        if (fields.has("userId") == address.isPresent()) {
            throw new BadParamsException("need either userId, a user's id, or address, an IP address or a range");
        }
        return address.isPresent() ? addresses(address.get()) : new Subject.User(fields.user());
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

    private static CompletionStage<Payload> answer(Json.Fields fields) {
        return CompletableFuture.completedFuture(Payload.json(Json.object(fields)));
    }
}
