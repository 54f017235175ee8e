package dev.realtime.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelTemplate;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Identity;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.UserId;
import dev.realtime.core.frame.Batch;
import dev.realtime.core.frame.ClientFrame.SubscribeOptions;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.spi.Admission;
import dev.realtime.core.spi.Authenticator;
import dev.realtime.core.spi.Dialect;
import dev.realtime.core.spi.EventDoors;
import dev.realtime.core.spi.Handshake;
import dev.realtime.testkit.EventPeer;
import dev.realtime.testkit.HttpAnswer;
import dev.realtime.testkit.PeerEvent;
import dev.realtime.testkit.RawPeer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@DisplayName("An event stream of the edge")
class EventStreamTest {

    private static final String PAGE = "Origin: https://app.example.com";
    private static final Dialect SPOKEN = TestEdge.noDialect();

    private TestEdge edge;

    @BeforeEach
    void start() {
        edge = TestEdge.start(NettyLanes.open(1), EventStreamTest::admit, options -> options.events(new Doors())
                .hosts(host -> host.startsWith("localhost"))
                .limits(EdgeLimits.DEFAULT.with(limits -> {
                    limits.writeStall = Duration.ofSeconds(1);
                    limits.closeTimeout = Duration.ofSeconds(1);
                    limits.maxConnections = 3;
                })));
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void opensWithWhatProxiesAndBrowsersHaveToKnow() {
        try (EventPeer peer = EventPeer.open(edge.port(), "/ws/events")) {
            HttpAnswer answer = peer.answer();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("content-type")).contains("text/event-stream");
            assertThat(answer.header("cache-control")).contains("no-store");
            assertThat(answer.header("x-accel-buffering")).contains("no");
            assertThat(answer.header("connection")).contains("close");
            assertThat(answer.header("content-length")).isEmpty();
            assertThat(answer.header("access-control-allow-origin")).isEmpty();
            edge.server().close(1000, "");
            assertThat(peer.next()).isEmpty();
            assertThat(peer.retryMillis()).isBetween(2_000, 4_999);
        }
    }

    @Test
    @DisplayName("gives each reader another time to come back after")
    void spreadsThoseWhoComeBack() {
        try (EventPeer one = EventPeer.open(edge.port(), "/ws/events");
                EventPeer other = EventPeer.open(edge.port(), "/ws/events")) {
            edge.server().close(1000, "");
            edge.server().close(1000, "");
            one.next();
            other.next();

            assertThat(one.retryMillis()).isNotEqualTo(other.retryMillis());
        }
    }

    @Test
    void writesEventsInTheirOrderEachWithThePlaceItLeadsTo() {
        try (EventPeer peer = EventPeer.open(edge.port(), "/ws/events")) {
            TestEdge.Server server = edge.server();

            int taken = write(server, at("chat", "e1", 4), to("chat", 5, "a"), to("chat", 6, "b"));

            assertThat(taken).isEqualTo(3);
            EventPeer.Event first = peer.nextEvent();
            EventPeer.Event second = peer.nextEvent();
            assertThat(List.of(first.data(), second.data())).containsExactly("a", "b");
            assertThat(place(first.lastId())).isEqualTo(new StreamPosition("e1", 5));
            assertThat(place(second.lastId())).isEqualTo(new StreamPosition("e1", 6));
        }
    }

    @Test
    @DisplayName("tells its place also where there is nothing to tell")
    void tellsItsPlaceWithoutAnEvent() {
        try (EventPeer peer = EventPeer.open(edge.port(), "/ws/events")) {
            TestEdge.Server server = edge.server();
            write(server, at("chat", "e1", 4));
            server.close(1000, "");

            assertThat(peer.next()).isEmpty();
            assertThat(place(peer.lastId())).isEqualTo(new StreamPosition("e1", 4));
        }
    }

    @Test
    @DisplayName("writes a comment for a ping, and takes it for an answer that it could")
    void pingsByComment() {
        try (EventPeer peer = EventPeer.open(edge.port(), "/ws/events")) {
            TestEdge.Server server = edge.server();
            write(server, EncodedFrame.ping(new byte[0]));
            server.close(1000, "");

            assertThat(server.event()).isEqualTo("heard");
            peer.next();
            assertThat(peer.comments()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("ends in good order: what is on its way arrives, and the engine hears the number it closed with")
    void endsInGoodOrder() {
        try (EventPeer peer = EventPeer.open(edge.port(), "/ws/events")) {
            TestEdge.Server server = edge.server();
            write(server, to("chat", 1, "last"));
            server.close(4001, "Server shutting down");

            assertThat(peer.nextEvent().data()).isEqualTo("last");
            assertThat(peer.next()).isEmpty();
            peer.peer().shutdownOutput();
            assertThat(server.closed()).isEqualTo(4001);
            edge.awaitNoConnections();
        }
    }

    @Test
    void isCutIfThePeerDoesNotEndItsSide() {
        try (EventPeer peer = EventPeer.open(edge.port(), "/ws/events")) {
            TestEdge.Server server = edge.server();
            server.close(4001, "");

            assertThat(server.closed()).isEqualTo(4001);
            assertThat(peer.next()).isEmpty();
        }
    }

    @Test
    void tellsTheEngineOfAPeerThatWent() {
        EventPeer peer = EventPeer.open(edge.port(), "/ws/events");
        TestEdge.Server server = edge.server();

        peer.close();

        assertThat(server.closed()).isEqualTo(1006);
        edge.awaitNoConnections();
    }

    @Test
    @DisplayName("takes no more than it may hand over from one who reads slowly, and cuts one who does not read")
    void boundsWhatWaitsForASlowReader() {
        try (EventPeer peer = EventPeer.open(RawPeer.connect(edge.port(), 4 * 1024), "/ws/events")) {
            TestEdge.Server server = edge.server();
            EncodedFrame[] frames = new EncodedFrame[100];
            Arrays.fill(frames, to("chat", 1, "x".repeat(10_000)));

            int taken = 0;
            for (int last = -1; last != 0; taken += last) {
                last = write(server, frames);
            }

            assertThat(taken).isBetween(7, 1_000);
            assertThat(peer.nextEvent().data()).hasSize(10_000);
            assertThat(server.closed()).isEqualTo(1006);
        }
    }

    @Test
    @DisplayName("cuts a peer that goes on talking")
    void cutsAPeerThatTalks() {
        try (EventPeer peer = EventPeer.open(edge.port(), "/ws/events")) {
            TestEdge.Server server = edge.server();
            peer.peer().send("GET / HTTP/1.1\r\n\r\n");
            write(server, to("chat", 1, "still here"));
            assertThat(peer.nextEvent().data()).isEqualTo("still here");

            peer.peer().send(new byte[32 * 1024]);

            assertThat(server.closed()).isEqualTo(1006);
        }
    }

    @Test
    @DisplayName("hands the engine what the request asked for, and where its reader stands in it")
    void handsOverWhatWasAsked() {
        EventPlaces places = new EventPlaces("");
        places.at("news", "e1", 3);
        places.at("chat", "e2", 4);
        places.at("elsewhere", "e3", 5);
        String target = "/ws/events?channel=chat&channel=other&channel=news&channel=chat";

        try (EventPeer peer = EventPeer.open(edge.port(), target, "Last-Event-ID: " + places.id())) {
            Admission.Accepted admission = edge.server().admission();

            assertThat(peer.answer().status()).isEqualTo(200);
            assertThat(admission.dialect().listensOnly()).isTrue();
            assertThat(admission.subscriptions())
                    .containsExactly(
                            Map.entry("news", SubscribeOptions.since(new StreamPosition("e1", 3))),
                            Map.entry("chat", SubscribeOptions.since(new StreamPosition("e2", 4))),
                            Map.entry("other", SubscribeOptions.NONE));
        }
    }

    @Test
    @DisplayName("takes the id from the query too, and the header's if there are both")
    void takesTheIdFromTheQuery() {
        EventPlaces older = new EventPlaces("");
        older.at("news", "e1", 3);
        EventPlaces newer = new EventPlaces("");
        newer.at("news", "e1", 8);
        String target = "/ws/events?lastEventId=" + older.id();

        try (EventPeer byQuery = EventPeer.open(edge.port(), target);
                EventPeer both = EventPeer.open(edge.port(), target, "Last-Event-ID: " + newer.id())) {
            assertThat(byQuery.answer().status()).isEqualTo(both.answer().status());
            assertThat(edge.server().admission().subscriptions())
                    .containsOnly(Map.entry("news", SubscribeOptions.since(new StreamPosition("e1", 3))));
            assertThat(edge.server().admission().subscriptions())
                    .containsOnly(Map.entry("news", SubscribeOptions.since(new StreamPosition("e1", 8))));
        }
    }

    @Test
    @DisplayName("opens for whom a proxy speaks HTTP/1.0")
    void opensOverAnOlderHttp() {
        try (RawPeer peer = RawPeer.connect(edge.port())) {
            HttpAnswer answer = peer.send("GET /ws/events HTTP/1.0\r\nHost: localhost\r\n\r\n")
                    .answer();

            assertThat(answer.status()).isEqualTo(200);
        }
    }

    @Nested
    @DisplayName("is refused")
    class Refused {

        @ParameterizedTest
        @ValueSource(strings = {"POST", "HEAD", "PUT", "DELETE"})
        void toOtherMethods(String method) {
            HttpAnswer answer = method.equals("HEAD")
                    ? peer("HEAD /ws/events").answerWithoutBody()
                    : peer(method + " /ws/events", "Content-Length: 0").answer();

            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.header("allow")).contains("GET, OPTIONS");
        }

        @Test
        void withABody() {
            assertThat(peer("GET /ws/events", "Content-Length: 3").answer().status())
                    .isEqualTo(400);
        }

        @ParameterizedTest
        @ValueSource(strings = {"application/json", "text/html", "text/event-stream;q=0", "text/*; q=0.0, image/*", ""})
        void toWhoeverDoesNotTakeIt(String accept) {
            HttpAnswer answer = peer("GET /ws/events", "Accept: " + accept).answer();

            assertThat(answer.status()).isEqualTo(406);
            assertThat(answer.body()).startsWith("{\"error\":{\"code\":\"BAD_REQUEST\"");
        }

        @ParameterizedTest
        @ValueSource(strings = {"*/*", "text/*", "text/html, text/event-stream;q=0.5", "TEXT/EVENT-STREAM"})
        @DisplayName("to none that does")
        void notToWhoeverTakesIt(String accept) {
            assertThat(peer("GET /ws/events", "Accept: " + accept).answer().status())
                    .isEqualTo(200);
        }

        @Test
        void withAnIdThatIsTooLong() {
            assertThat(peer("GET /ws/events", "Last-Event-ID: " + "A".repeat(4_097))
                            .answer()
                            .status())
                    .isEqualTo(400);
            assertThat(peer("GET /ws/events", "Last-Event-ID: AQ", "Last-Event-ID: AQ")
                            .answer()
                            .status())
                    .isEqualTo(400);
        }

        @Test
        void withTooManyChannelsOrOneThatIsNone() {
            assertThat(peer("GET /ws/events?" + "channel=a&".repeat(33))
                            .answer()
                            .status())
                    .isEqualTo(400);
            assertThat(peer("GET /ws/events?channel=Not%20a%20name").answer().status())
                    .isEqualTo(400);
            assertThat(peer("GET /ws/events?channel=").answer().status()).isEqualTo(400);
        }

        @Test
        @DisplayName("where the endpoint does not show users' own channels, and one is asked for")
        void toTheUsersOwnChannel() {
            assertThat(peer("GET /ws/events?channel=user:ann").answer().status())
                    .isEqualTo(400);
        }

        @Test
        @DisplayName("to whom a socket would have asked for a token")
        void withoutAnIdentity() {
            HttpAnswer answer = peer("GET /unknown/events").answer();

            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("www-authenticate")).contains("Bearer");
            assertThat(edge.edge().connections()).isZero();
        }

        @Test
        void inTheDoorsWords() {
            HttpAnswer answer = peer("GET /no/events", PAGE).answer();

            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.body()).contains("\"PERMISSION_DENIED\"");
            assertThat(answer.header("access-control-allow-origin")).contains("https://app.example.com");
        }

        @Test
        @DisplayName("with 503 and a time where all places are taken")
        void whereAllPlacesAreTaken() {
            for (int i = 0; i < 3; i++) {
                assertThat(peer("GET /ws/events").answer().status()).isEqualTo(200);
            }

            HttpAnswer answer = peer("GET /ws/events").answer();

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("retry-after")).isNotEmpty();
        }

        @Test
        @DisplayName("to a browser by a stream that ends at once: a status would stop it for ever")
        void toABrowserByAStreamThatEnds() {
            HttpAnswer answer =
                    peer("GET /later/events", PAGE, "Accept: text/event-stream").answer();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("content-type")).contains("text/event-stream");
            assertThat(answer.header("access-control-allow-origin")).contains("https://app.example.com");
            assertThat(answer.header("connection")).contains("close");
            assertThat(answer.body()).matches("retry: [789][0-9]{3}\n\n");
            assertThat(peer("GET /later/events", "Accept: */*").answer().status())
                    .isEqualTo(429);
        }

        @Test
        @DisplayName("where there is no such endpoint")
        void elsewhere() {
            assertThat(peer("GET /elsewhere/events").answer().status()).isEqualTo(404);
            assertThat(peer("GET /events").answer().status()).isEqualTo(404);
        }

        @Test
        void underAForeignName() {
            HttpAnswer answer = RawPeer.connect(edge.port())
                    .send("GET /ws/events HTTP/1.1\r\nHost: evil.example\r\n\r\n")
                    .answer();

            assertThat(answer.status()).isEqualTo(421);
        }
    }

    @Nested
    @DisplayName("is for pages")
    class Pages {

        @Test
        void thatMayReadIt() {
            HttpAnswer answer = peer("GET /ws/events", PAGE).answer();

            assertThat(answer.header("access-control-allow-origin")).contains("https://app.example.com");
            assertThat(answer.header("vary")).contains("Origin");
        }

        @Test
        @DisplayName("that ask first, as a browser does for one that shows a token")
        void thatAskFirst() {
            RawPeer peer = peer(
                    "OPTIONS /ws/events?token=t",
                    PAGE,
                    "Access-Control-Request-Method: GET",
                    "Access-Control-Request-Headers: authorization");
            HttpAnswer answer = peer.answer();

            assertThat(answer.status()).isEqualTo(204);
            assertThat(answer.header("access-control-allow-origin")).contains("https://app.example.com");
            assertThat(answer.header("access-control-allow-methods")).contains("GET");
            assertThat(answer.header("access-control-allow-headers"))
                    .contains("Authorization, Cache-Control, Last-Event-ID");
            assertThat(edge.hasServer()).isFalse();
            // On the same connection comes what it asked for.
            assertThat(peer.send("GET /ws/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .answer()
                            .status())
                    .isEqualTo(200);
        }

        @Test
        void thatMayNotAndAreToldSo() {
            HttpAnswer answer =
                    peer("OPTIONS /ws/events", "Origin: https://evil.example").answer();

            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.header("access-control-allow-origin")).isEmpty();
        }

        @Test
        @DisplayName("as for others: who is no page and asks is told the methods")
        void othersAsk() {
            HttpAnswer answer = peer("OPTIONS /ws/events").answer();

            assertThat(answer.status()).isEqualTo(204);
            assertThat(answer.header("allow")).contains("GET, OPTIONS");
        }
    }

    @Test
    @DisplayName("leaves the sockets of its endpoint alone")
    void leavesSocketsAlone() {
        try (RawPeer peer = RawPeer.open(edge.port(), "/ws")) {
            edge.server().close(1000, "");

            assertThat(peer.next()).isEqualTo(new PeerEvent.Closed(1000, ""));
        }
    }

    @Test
    void givesUpItsPlaceWhenItEnds() {
        for (int i = 0; i < 6; i++) {
            EventPeer.open(edge.port(), "/ws/events").close();
            Awaitility.await().until(() -> edge.edge().connections() == 0);
        }
    }

    private RawPeer peer(String methodAndTarget, String... headers) {
        StringBuilder request = new StringBuilder(methodAndTarget + " HTTP/1.1\r\nHost: localhost\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return RawPeer.connect(edge.port()).send(request + "\r\n");
    }

    private static int write(TestEdge.Server server, EncodedFrame... frames) {
        return server.onLane(link -> {
            Batch batch = Batch.of(frames);
            int taken = link.write(batch);
            batch.release();
            return taken;
        });
    }

    private static EncodedFrame at(String channel, String epoch, long offset) {
        return EventFrame.of(EventFrame.Mark.AT, channel, epoch, offset, 0, new byte[0]);
    }

    private static EncodedFrame to(String channel, long offset, String data) {
        return EventFrame.to(
                channel, offset, EventFrame.lines(EncodedFrame.text(data.getBytes(StandardCharsets.UTF_8))));
    }

    private static StreamPosition place(String id) {
        return EventId.parse(id)
                .in(ChannelName.of("chat"))
                .flatMap(SubscribeOptions::since)
                .orElseThrow();
    }

    private static CompletionStage<Admission> admit(Handshake handshake) {
        if (handshake.path().equals("/no")) {
            return CompletableFuture.completedStage(
                    new Admission.Refused(403, ErrorCode.PERMISSION_DENIED, "Not allowed", Map.of()));
        }
        if (handshake.path().equals("/later")) {
            return CompletableFuture.completedStage(new Admission.Refused(
                    429, ErrorCode.RATE_LIMIT_EXCEEDED, "Too many attempts", Map.of("Retry-After", "7")));
        }
        Optional<Identity> identity = handshake.path().equals("/unknown")
                ? Optional.empty()
                : Optional.of(Identity.claimed(UserId.of("ann")));
        return CompletableFuture.completedStage(new Admission.Accepted(
                SPOKEN,
                Optional.empty(),
                identity,
                Authenticator.NO_KEYS,
                handshake.remoteAddress(),
                List.of(new ChannelTemplate("news"))));
    }

    /** Three endpoints, for the pages of one origin. */
    private static final class Doors implements EventDoors {

        @Override
        public boolean has(String path) {
            return List.of("/ws", "/unknown", "/no", "/later").contains(path);
        }

        @Override
        public Map<String, String> headersFor(Handshake handshake) {
            boolean isAllowed = handshake.header("origin").equals(Optional.of("https://app.example.com"));
            return isAllowed
                    ? Map.of("Vary", "Origin", "Access-Control-Allow-Origin", "https://app.example.com")
                    : Map.of("Vary", "Origin");
        }
    }
}
