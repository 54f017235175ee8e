package dev.realtime.edge.netty;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelTemplate;
import dev.realtime.core.Identity;
import dev.realtime.core.frame.ClientFrame.SubscribeOptions;
import dev.realtime.core.spi.Admission;
import dev.realtime.core.spi.Handshake;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One request on its way to an event stream. Nothing of it is left once the stream is open.
 *
 * <p>An {@code EventSource} comes back by itself only after a stream that broke or ended; any answer but 200 stops it for
 * ever. So what a later attempt may cure is no refusal here unless its client has to do something about it.
 *
 * <p><b>Threads:</b> confined to its connection's lane.
 */
final class EventRequest {

    /** What is appended to an endpoint's path. */
    static final String SUFFIX = "/events";

    private static final System.Logger LOG = System.getLogger(EventRequest.class.getName());

    private static final int MIN_RETRY_MILLIS = 2_000;
    private static final int RETRY_SPREAD_MILLIS = 3_000;
    // Has no factor in common with the spread, so that neighbours come back far apart.
    private static final int RETRY_STEP_MILLIS = 1_117;
    private static final AtomicInteger ANSWERED = new AtomicInteger();

    private final EdgeLane edge;
    private final HttpFront front;
    private final RequestHead head;
    private final Handshake handshake;
    private final Map<String, String> headers;

    EventRequest(EdgeLane edge, HttpFront front, RequestHead head) {
        this.edge = edge;
        this.front = front;
        this.head = head;
        this.handshake = new Handshake(
                endpointOf(head.target().path()),
                head.target().query(),
                head.headers(),
                front.address(head),
                front.isSecure(head),
                Handshake.Kind.EVENTS);
        this.headers = edge.parts().events().headersFor(handshake);
    }

    /** Whether the path is one of event streams. */
    static boolean isMeantBy(RequestHead head, EdgeParts parts) {
        String path = head.target().path();
        return path.endsWith(SUFFIX) && parts.events().has(endpointOf(path));
    }

    private static String endpointOf(String path) {
        String endpoint = path.substring(0, path.length() - SUFFIX.length());
        return endpoint.isEmpty() ? "/" : endpoint;
    }

    void start() {
        Optional<HttpReply> answer = EventCheck.answer(head, headers);
        if (answer.isEmpty()) {
            new Admitting(edge, front, head, this::refusal).start(handshake, this::admitted);
        } else if (answer.get().status() < 400) {
            front.send(answer.get(), head.keepsAlive() && !head.hasBody());
        } else {
            front.refuse(answer.get());
        }
    }

    private void admitted(Admission admission, Places.Place place) {
        Optional<Admission.Accepted> accepted = Optional.of(admission)
                .filter(Admission.Accepted.class::isInstance)
                .map(Admission.Accepted.class::cast)
                .filter(it -> it.identity().isPresent());
        if (accepted.isEmpty()) {
            // Whoever decided thought of a socket, over which more could be said.
            refuse(401, "Authentication required", place);
            return;
        }
        Identity identity = accepted.get().identity().orElseThrow();
        Map<String, SubscribeOptions> asked = asked(accepted.get(), identity);
        boolean asksForOwn =
                asked.containsKey(ChannelName.personal(identity.user()).local())
                        && !accepted.get().channels().contains(ChannelTemplate.PERSONAL);
        if (asksForOwn) {
            refuse(400, "This endpoint does not show users' own channels", place);
        } else {
            open(listening(accepted.get(), asked), new EventPlaces(identity.tenant()), place);
        }
    }

    // To a browser's EventSource "later" is said by a stream that ends at once: any status would stop it for ever.
    private HttpReply refusal(HttpReply reply) {
        Optional<Integer> seconds = Optional.ofNullable(reply.headers().get("Retry-After"))
                .filter(after -> EventCheck.isOfBrowser(head) && after.matches("[0-9]{1,5}"))
                .map(Integer::parseInt);
        return seconds.map(after -> ReplyWriter.laterEvents(after * 1_000 + spread(RETRY_SPREAD_MILLIS)))
                .orElse(reply)
                .with(headers);
    }

    private static int spread(int millis) {
        return Math.floorMod(ANSWERED.getAndIncrement() * RETRY_STEP_MILLIS, millis);
    }

    private void refuse(int status, String message, Places.Place place) {
        place.leave();
        Map<String, String> all = new HashMap<>(headers);
        if (status == 401) {
            all.put("WWW-Authenticate", "Bearer");
        }
        front.refuse(Refusals.of(status, message, all));
    }

    // What the endpoint gives is asked for only where its reader has been before.
    private Map<String, SubscribeOptions> asked(Admission.Accepted admission, Identity identity) {
        EventId id = EventCheck.lastId(head).map(EventId::parse).orElse(EventId.NONE);
        Map<String, SubscribeOptions> asked = new LinkedHashMap<>();
        for (ChannelTemplate given : admission.channels()) {
            ChannelName name = given.of(identity.user());
            id.in(name).ifPresent(place -> asked.put(name.local(), place));
        }
        for (ChannelName name : EventCheck.channels(head, identity.tenant())) {
            boolean isGiven = admission.channels().stream()
                    .anyMatch(given -> given.of(identity.user()).equals(name));
            if (!isGiven) {
                asked.put(name.local(), id.in(name).orElse(SubscribeOptions.NONE));
            }
        }
        return asked;
    }

    private Admission.Accepted listening(Admission.Accepted admission, Map<String, SubscribeOptions> asked) {
        return new Admission.Accepted(
                edge.parts().eventDialects().of(admission.dialect()),
                Optional.empty(),
                admission.identity(),
                admission.authenticator(),
                admission.remoteAddress(),
                admission.channels(),
                asked);
    }

    private void open(Admission.Accepted admission, EventPlaces places, Places.Place place) {
        ChannelHandlerContext context = front.context();
        int retryMillis = MIN_RETRY_MILLIS + spread(RETRY_SPREAD_MILLIS);
        ByteBuf bytes = ReplyWriter.eventStream(context.alloc(), headers, retryMillis);
        front.switches();
        context.writeAndFlush(bytes).addListener(written -> {
            if (written.isSuccess() && context.channel().isActive()) {
                switchOver(context, admission, new EventSocket(context.channel(), edge, place, places));
            } else {
                place.leave();
                Cut.now(context.channel());
            }
        });
    }

    private void switchOver(ChannelHandlerContext context, Admission.Accepted admission, EventSocket socket) {
        front.leave().release();
        context.pipeline().replace(front, null, socket);
        try {
            socket.attach(edge.parts().acceptor().accept(edge.lane(), socket.link(), admission));
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "an event stream ends because of a bug", e);
            socket.link().close(CloseNumbers.INTERNAL, "Internal error");
        }
        context.channel().config().setAutoRead(true);
    }
}
