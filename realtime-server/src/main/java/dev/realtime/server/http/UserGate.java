package dev.realtime.server.http;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.Identity;
import dev.realtime.core.hub.Hub;
import dev.realtime.core.spi.Authenticator;
import dev.realtime.core.spi.Authenticator.Outcome;
import dev.realtime.edge.netty.HttpHandler;
import dev.realtime.edge.netty.HttpReply;
import dev.realtime.edge.netty.HttpRequest;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Lets requests through that show a good token as {@code Authorization: Bearer …} (RFC 6750 §2.1), exactly one. A token that
 * opens no WebSocket opens nothing here either: one that was revoked, or whose user is blocked.
 *
 * <p><b>Threads:</b> thread-safe.
 */
public record UserGate(Authenticator tokens, Hub hub) {

    /** What a user asks for. */
    @FunctionalInterface
    public interface UserHandler {
        CompletionStage<HttpReply> handle(Identity user, HttpRequest request);
    }

    private static final System.Logger LOG = System.getLogger(UserGate.class.getName());
    private static final String HEADER = "authorization";
    private static final String SCHEME = "bearer ";
    private static final int MAX_TOKEN_LENGTH = 8 * 1024;

    /** The same handler for those who have a good token, 401 for all others. */
    public HttpHandler guard(UserHandler handler) {
        return request -> {
            Optional<Duration> shutOut = hub.blocks().shutOut(request.remoteAddress());
            Optional<String> token = token(request);
            if (shutOut.isPresent()) {
                return done(Answers.tooManyAttempts(shutOut.get()));
            }
            if (token.isEmpty()) {
                return done(refusal("Authentication required"));
            }
            return judge(token.get()).thenCompose(outcome -> answer(outcome, handler, request));
        };
    }

    // Empty if nobody can tell.
    private CompletionStage<Optional<Outcome>> judge(String token) {
        try {
            return tokens.authenticate(token).thenApply(Optional::of).exceptionally(UserGate::cannotTell);
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(cannotTell(e));
        }
    }

    // The type alone: the text may quote the token.
    private static Optional<Outcome> cannotTell(Throwable failure) {
        LOG.log(
                Level.WARNING,
                "the authenticator failed: {0}",
                failure.getClass().getName());
        return Optional.empty();
    }

    private CompletionStage<HttpReply> answer(Optional<Outcome> outcome, UserHandler handler, HttpRequest request) {
        if (outcome.isEmpty()) {
            HttpReply reply = Answers.error(503, ErrorCode.OVERLOADED, "Try again later");
            return done(Answers.with(reply, Map.of("Retry-After", "1")));
        }
        if (outcome.get() instanceof Outcome.Accepted accepted && hub.isWelcome(accepted.identity())) {
            return handler.handle(accepted.identity(), request);
        }
        if (outcome.get() instanceof Outcome.Rejected rejected && rejected.code() == ErrorCode.UNAUTHORIZED) {
            hub.blocks().failedToAuthenticate(request.remoteAddress());
        }
        return done(refusal("Invalid token"));
    }

    private static Optional<String> token(HttpRequest request) {
        List<String> shown = request.headers().getOrDefault(HEADER, List.of());
        return shown.stream()
                .filter(text ->
                        shown.size() == 1 && text.toLowerCase(Locale.ROOT).startsWith(SCHEME))
                .map(text -> text.substring(SCHEME.length()).strip())
                .filter(token -> !token.isEmpty() && token.length() <= MAX_TOKEN_LENGTH)
                .filter(token -> token.chars().allMatch(c -> c > ' ' && c < 0x7f))
                .findFirst();
    }

    private static HttpReply refusal(String message) {
        return Answers.with(Answers.error(401, ErrorCode.UNAUTHORIZED, message), Map.of("WWW-Authenticate", "Bearer"));
    }

    private static CompletionStage<HttpReply> done(HttpReply reply) {
        return CompletableFuture.completedFuture(reply);
    }
}
