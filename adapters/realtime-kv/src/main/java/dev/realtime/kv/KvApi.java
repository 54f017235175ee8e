package dev.realtime.kv;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.RefusedException;
import dev.realtime.core.UserId;
import dev.realtime.kv.BadKvRequestException.Code;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * The HTTP interface of a store, without the HTTP: a server hands over requests of users it knows, below {@link #PATH}.
 *
 * <pre>
 * GET  /v1/kv/{key}                        200 {key, value, version}            404 {error}
 * GET  /v1/kv?prefix=&amp;limit=&amp;after=        200 {items: [{key, value, version}], next?}
 * POST /v1/kv/bulk {keys}                  200 {values: [{key, value, version}]}
 * POST /v1/kv {mutations}                  200 {success: true, results}         409 {success: false, errors}
 * </pre>
 *
 * <p>{@code GET /v1/kv/watch} is not among them: there is a WebSocket.
 *
 * <p><b>Threads:</b> thread-safe. Returns at once; stages complete on threads of the store.
 *
 * <p><b>Errors:</b> every failure becomes an answer {@code {error, code}}, which holds nothing the peer sent.
 *
 * <p><b>Source:</b> docs/kv.md.
 */
public final class KvApi {

    /** The path of lists and batches. */
    public static final String PATH = "/v1/kv";

    /** The path of bulk requests. */
    public static final String BULK = PATH + "/bulk";

    /** Paths of single keys, where {@code *} stands for one. */
    public static final String KEY = PATH + "/*";

    private static final System.Logger LOG = System.getLogger(KvApi.class.getName());

    private final KvStore store;
    private final KvLimits limits;
    private final KvBody bodies;

    /** @param limits the store's, too */
    public KvApi(KvStore store, KvLimits limits) {
        this.store = store;
        this.limits = limits;
        this.bodies = new KvBody(limits);
    }

    /** What a request is answered while there is no store to ask. */
    public static KvReply away() {
        return KvReplies.later("NOT_AVAILABLE", "the store is away");
    }

    /** Answers a request; never fails. */
    public CompletionStage<KvReply> handle(KvRequest request) {
        CompletionStage<KvReply> reply;
        try {
            reply = route(request);
        } catch (RuntimeException e) {
            reply = CompletableFuture.failedStage(e);
        }
        return reply.exceptionally(KvApi::failure);
    }

    private CompletionStage<KvReply> route(KvRequest request) {
        String method = request.method().equals("HEAD") ? "GET" : request.method();
        String path = request.path();
        if (path.equals(PATH)) {
            return switch (method) {
                case "GET" -> list(request);
                case "POST" -> apply(request);
                default -> done(KvReplies.notThatMethod("GET, HEAD, POST"));
            };
        }
        if (path.equals(BULK)) {
            return method.equals("POST") ? bulk(request) : done(KvReplies.notThatMethod("POST"));
        }
        if (!path.startsWith(PATH + "/")) {
            throw new BadKvRequestException(Code.NOT_FOUND, "there is nothing here");
        }
        return method.equals("GET") ? get(request) : done(KvReplies.notThatMethod("GET, HEAD"));
    }

    private CompletionStage<KvReply> get(KvRequest request) {
        KvKey key = key(request.path().substring(PATH.length() + 1));
        return store.get(request.user(), key)
                .thenApply(found -> found.map(KvReplies::record).orElseGet(KvReplies::notFound));
    }

    private CompletionStage<KvReply> list(KvRequest request) {
        KvRange range = KvQuery.range(request.query(), limits.maxPage());
        return store.list(request.user(), range).thenApply(KvReplies::page);
    }

    private CompletionStage<KvReply> bulk(KvRequest request) {
        return store.bulk(request.user(), bodies.keys(request.body())).thenApply(KvReplies::values);
    }

    private CompletionStage<KvReply> apply(KvRequest request) {
        UserId user = request.user();
        return store.apply(user, bodies.mutations(request.body())).thenApply(outcome -> {
            if (outcome instanceof KvOutcome.Applied applied) {
                return KvReplies.applied(applied.written());
            }
            return KvReplies.mismatched(((KvOutcome.Mismatched) outcome).current());
        });
    }

    /** @throws BadKvRequestException if it is none */
    static KvKey key(String text) {
        return KvKey.parse(text)
                .orElseThrow(() -> new BadKvRequestException(
                        Code.BAD_KEY, "need 1-255 of [A-Za-z0-9._@:+=~-] as a key, and neither bulk nor watch"));
    }

    private static KvReply failure(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof BadKvRequestException mistake) {
            return KvReplies.bad(mistake);
        }
        if (cause instanceof RefusedException refused) {
            return refusal(refused);
        }
        if (cause instanceof KvStore.UnavailableException) {
            LOG.log(Level.WARNING, "the store of keys is away", cause);
            return away();
        }
        if (cause instanceof SealException seal) {
            LOG.log(Level.ERROR, seal.getMessage());
            return KvReplies.unreadable(seal.version());
        }
        LOG.log(Level.ERROR, "a request to the store of keys failed", cause);
        return KvReplies.error(500, "INTERNAL_ERROR", "internal error");
    }

    private static KvReply refusal(RefusedException refused) {
        ErrorCode code = refused.code();
        return code.temporary()
                ? KvReplies.later(code.name(), "the store has too much to do")
                : KvReplies.error(code.status(), code.name(), refused.getMessage());
    }

    private static CompletionStage<KvReply> done(KvReply reply) {
        return CompletableFuture.completedStage(reply);
    }
}
