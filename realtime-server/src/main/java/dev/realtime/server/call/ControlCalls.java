package dev.realtime.server.call;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Clients;
import dev.realtime.core.CloseCode;
import dev.realtime.core.Payload;
import dev.realtime.core.Revocation;
import dev.realtime.core.UserId;
import dev.realtime.core.hub.Hub;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What administrators do to connections and subscriptions of this node: {@code websocket.disconnect}, {@code
 * websocket.subscribe}, {@code websocket.unsubscribe} and {@code websocket.revoke}.
 *
 * <p><b>Shape:</b> a user is {@code userId}, with a {@code tenant} or in the default one; {@code client} is the public id
 * of one of his clients. The answer says how many {@code connections} it was about.
 *
 * <p><b>Threads:</b> thread-safe.
 */
public record ControlCalls(Hub hub) {

    public static final String DISCONNECT = "websocket.disconnect";
    public static final String SUBSCRIBE = "websocket.subscribe";
    public static final String UNSUBSCRIBE = "websocket.unsubscribe";
    public static final String REVOKE = "websocket.revoke";

    private static final System.Logger LOG = System.getLogger("dev.realtime.server.control");

    private static final List<String> OF_CHANNEL = List.of("userId", "tenant", "client", "channel");
    private static final List<String> OF_CONNECTION = List.of("userId", "tenant", "client", "code");
    private static final List<String> OF_TOKENS = List.of("userId", "tenant", "tokenId", "until");

    public AdminCalls addTo(AdminCalls calls) {
        return calls.with(DISCONNECT, this::disconnect)
                .with(SUBSCRIBE, this::subscribe)
                .with(UNSUBSCRIBE, this::unsubscribe)
                .with(REVOKE, this::revoke);
    }

    private CompletionStage<Payload> disconnect(Payload body) {
        Params params = Params.of(body, OF_CONNECTION);
        Clients who = clients(params);
        CloseCode code = params.number("code").map(ControlCalls::code).orElse(CloseCode.KICKED);
        return answer("disconnected " + shown(who) + " with " + code.number(), hub.disconnect(who, code));
    }

    private CompletionStage<Payload> subscribe(Payload body) {
        Params params = Params.of(body, OF_CHANNEL);
        Clients who = clients(params);
        ChannelName channel = params.channel(who.user().tenant());
        return answer("subscribed " + shown(who) + " to " + channel.local(), hub.subscribe(who, channel));
    }

    private CompletionStage<Payload> unsubscribe(Payload body) {
        Params params = Params.of(body, OF_CHANNEL);
        Clients who = clients(params);
        ChannelName channel = params.channel(who.user().tenant());
        return answer("unsubscribed " + shown(who) + " from " + channel.local(), hub.unsubscribe(who, channel));
    }

    private CompletionStage<Payload> revoke(Payload body) {
        Params params = Params.of(body, OF_TOKENS);
        boolean isUser = params.has("userId") && !params.has("tokenId") && !params.has("until");
        boolean isToken = params.has("tokenId") && !params.has("userId") && !params.has("tenant");
        if (isUser) {
            UserId user = params.user();
            return answer("revoked the tokens of user " + user, hub.revokeUser(user));
        }
        if (isToken) {
            // Its id is whatever its issuer liked, so it stays out of the log.
            return answer("revoked a token", hub.revokeToken(tokenId(params), until(params)));
        }
        throw new BadParamsException(
                "need either userId, a user's id, and his tenant, or tokenId, a token's id, and until, when it ends");
    }

    private static Clients clients(Params params) {
        UserId user = params.user();
        Optional<String> client = params.text("client");
        if (client.isPresent() && !Clients.isId(client.get())) {
            throw new BadParamsException("need client, the public id of a client, or none");
        }
        return new Clients(user, client);
    }

    private static CloseCode code(int number) {
        return Arrays.stream(CloseCode.values())
                .filter(code -> code.number() == number && number >= CloseCode.FIRST_OF_OURS)
                .findFirst()
                .orElseThrow(() -> new BadParamsException("need code, a close code of the protocol from 4000 on"));
    }

    private static String tokenId(Params params) {
        return params.text("tokenId")
                .filter(id -> !id.isEmpty() && id.length() <= Revocation.MAX_TOKEN_ID)
                .orElseThrow(() -> new BadParamsException(
                        "need tokenId, a token's id of 1 to " + Revocation.MAX_TOKEN_ID + " characters"));
    }

    private static Instant until(Params params) {
        try {
            return params.text("until").map(Instant::parse).orElse(Instant.MAX);
        } catch (DateTimeParseException e) {
            throw new BadParamsException("need until, a time like 2030-01-31T12:00:00Z, or none");
        }
    }

    private static String shown(Clients who) {
        return "user " + who.user() + who.id().map(id -> ", client " + id).orElse("");
    }

    /** @param what was done, without anything that the caller may have made up */
    private static CompletionStage<Payload> answer(String what, CompletionStage<Integer> connections) {
        return connections.thenApply(count -> {
            LOG.log(Level.INFO, "an administrator " + what + ": " + count + " connections");
            return Payload.json(Json.object(json -> {
                json.writeBooleanField("success", true);
                json.writeNumberField("connections", count);
            }));
        });
    }
}
