package dev.realtime.source.dapr;

import dev.realtime.source.Rejection;
import dev.realtime.source.Routed;
import dev.realtime.source.SourcePublisher;
import dev.realtime.source.SourceTelemetry;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * What a Dapr sidecar calls, without the HTTP: a server hands over requests at {@link #SUBSCRIBE} and at the {@linkplain
 * #routes routes}.
 *
 * <pre>
 * GET  /dapr/subscribe              200 [{pubsubname, topic, route}]
 * POST /dapr/events/task-updates    200 {status: SUCCESS | RETRY | DROP}     401 {error, code}
 * </pre>
 *
 * <p>{@code SUCCESS} means that the hub has the event; another delivery of the same event within five minutes appends
 * nothing. {@code RETRY}: it has not, or nobody knows. {@code DROP}: it never will.
 *
 * <p><b>Threads:</b> thread-safe. Returns at once.
 *
 * <p><b>Errors:</b> every failure becomes an answer, which holds nothing the peer sent.
 *
 * <p><b>Source:</b> docs/sources.md; Dapr pub/sub API reference.
 */
public final class DaprApi {

    /** Where Dapr asks which topics are wanted. The answer is no secret. */
    public static final String SUBSCRIBE = "/dapr/subscribe";

    private static final System.Logger LOG = System.getLogger(DaprApi.class.getName());

    private final SourcePublisher publisher;
    private final DaprOptions options;
    private final SourceTelemetry telemetry;
    private final Sidecar sidecar;
    private final Map<String, DaprSubscription> routes = new LinkedHashMap<>();
    private final AtomicInteger inFlight = new AtomicInteger();

    /** @param publisher takes the events; {@code hub::publish} */
    public DaprApi(SourcePublisher publisher, DaprOptions options) {
        this.publisher = publisher;
        this.options = options;
        this.telemetry = options.telemetry();
        this.sidecar = new Sidecar(options.appToken());
        options.subscriptions().forEach(each -> routes.put(each.route(), each));
    }

    /** Paths at which events come. */
    public List<String> routes() {
        return List.copyOf(routes.keySet());
    }

    /** Answers a request; never fails. */
    public CompletionStage<DaprReply> handle(DaprRequest request) {
        return handle(request, subscription -> take(request, subscription));
    }

    /**
     * Answers a request whose body is longer than the server reads: Dapr would bring it again for ever if it were told
     * anything but {@code DROP}. Never fails.
     *
     * @param request with an empty body
     */
    public CompletionStage<DaprReply> tooLarge(DaprRequest request) {
        return handle(
                request,
                subscription -> done(drop(subscription, Rejection.TOO_LARGE, "need a body that the server reads")));
    }

    private CompletionStage<DaprReply> handle(
            DaprRequest request, Function<DaprSubscription, CompletionStage<DaprReply>> taker) {
        if (request.path().equals(SUBSCRIBE)) {
            boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
            return done(
                    reads
                            ? DaprReplies.subscriptions(options.subscriptions())
                            : DaprReplies.notThatMethod("GET, HEAD"));
        }
        Optional<DaprSubscription> subscription = Optional.ofNullable(routes.get(request.path()));
        if (subscription.isEmpty()) {
            return done(DaprReplies.notFound());
        }
        if (!request.method().equals("POST")) {
            return done(DaprReplies.notThatMethod("POST"));
        }
        if (!sidecar.sent(request)) {
            telemetry.unauthorized();
            return done(DaprReplies.unauthorized());
        }
        return taker.apply(subscription.get());
    }

    private CompletionStage<DaprReply> take(DaprRequest request, DaprSubscription subscription) {
        if (request.body().length > options.maxBodyBytes()) {
            return done(drop(subscription, Rejection.TOO_LARGE, "need at most " + options.maxBodyBytes() + " bytes"));
        }
        CloudEvent event = CloudEventReader.read(request, subscription.content());
        if (event instanceof CloudEvent.Unreadable unreadable) {
            return done(drop(subscription, unreadable.rejection(), unreadable.detail()));
        }
        CloudEvent.Read read = (CloudEvent.Read) event;
        Routed routed = subscription.routing().route(read.data(), read.act());
        if (routed instanceof Routed.Nowhere nowhere) {
            return done(drop(subscription, nowhere.rejection(), nowhere.detail()));
        }
        return publish(subscription, (Routed.To) routed);
    }

    private CompletionStage<DaprReply> publish(DaprSubscription subscription, Routed.To to) {
        if (inFlight.incrementAndGet() > options.maxInFlight()) {
            inFlight.decrementAndGet();
            telemetry.publishFailed();
            return done(DaprReplies.retry());
        }
        return ask(to).handle((taken, failure) -> {
            inFlight.decrementAndGet();
            return failure == null ? accepted() : refused(subscription, failure);
        });
    }

    private CompletableFuture<?> ask(Routed.To to) {
        try {
            return publisher
                    .publish(to.channel(), to.message())
                    .toCompletableFuture()
                    .copy()
                    .orTimeout(options.publishTimeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private DaprReply accepted() {
        telemetry.accepted();
        return DaprReplies.success();
    }

    private DaprReply refused(DaprSubscription subscription, Throwable failure) {
        if (SourcePublisher.isFinal(failure)) {
            return drop(
                    subscription,
                    Rejection.REFUSED,
                    SourcePublisher.cause(failure).getMessage());
        }
        LOG.log(Level.DEBUG, "the hub did not take an event yet", failure);
        telemetry.publishFailed();
        return DaprReplies.retry();
    }

    private DaprReply drop(DaprSubscription subscription, Rejection why, String detail) {
        LOG.log(Level.WARNING, "an event of {0} was dropped, {1}: {2}", subscription.topic(), why, detail);
        telemetry.rejected(why);
        return DaprReplies.drop();
    }

    private static CompletionStage<DaprReply> done(DaprReply reply) {
        return CompletableFuture.completedStage(reply);
    }
}
