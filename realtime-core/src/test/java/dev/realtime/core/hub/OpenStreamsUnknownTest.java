package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelOptions;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Limits;
import dev.realtime.core.Publication;
import dev.realtime.core.RefusedException;
import dev.realtime.core.SlowPolicy;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.UserId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A channel whose open streams the broker does not tell")
class OpenStreamsUnknownTest extends OneLaneHub {

    private MuteBroker broker;
    private CompletionStage<Boolean> allowed = CompletableFuture.completedFuture(true);
    private Peer ann;

    @BeforeEach
    void connect() {
        start(StreamTest.WITH_STREAMS);
    }

    private void start(ChannelOptions options) {
        broker = new MuteBroker(lane);
        hub = builder()
                .broker(broker)
                .authorizer((who, action, channel) -> allowed)
                .channelDefaults(options)
                .limits(Limits.DEFAULT.with(limits -> limits.maxLagBytes = 1_000))
                .build();
        ann = Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty()).says("connect token-ann");
        ann.hears();
    }

    private StreamPublisher opens() {
        StreamPublisher stream = hub.openStream(CHAT, "ask.response", "ask_7");
        stream.send(AnyPayload.of("0"));
        lane.run();
        return stream;
    }

    private void missesAnEnd() {
        StreamPublisher stream = hub.openStream(CHAT, "ask.response", "ask_7");
        lane.run();
        ann.hears();
        ann.stopsReading();
        stream.send(AnyPayload.of("0"));
        stream.end(AnyPayload.of("done"));
        lane.run();
        publishes(10);
    }

    private void fails() {
        broker.fails();
        lane.run();
    }

    private void speaks() {
        broker.speaks();
        lane.run();
    }

    @Test
    @DisplayName("a newcomer was let in without a word of the streams that are open")
    void refusesANewcomerForNow() {
        opens();
        broker.isMute(true);

        ann.says("subscribe chat");
        fails();
        assertThat(ann.hears()).containsExactly("failure NOT_AVAILABLE");

        speaks();
        assertThat(ann.says("subscribe chat").hears())
                .containsExactly("subscribed chat at 1 NEW", "chat - opens ask_7", "ask_7 0 0");
    }

    @Test
    @DisplayName("a reader who came back was told that a living stream had expired")
    void refusesOneWhoComesBackForNow() {
        opens();
        broker.isMute(true);

        ann.says("subscribe chat " + epochOf(CHAT) + ":1 %ask_7=1");
        fails();

        assertThat(ann.hears()).containsExactly("failure NOT_AVAILABLE");
    }

    @Test
    @DisplayName("the seat of one who is refused is another's")
    void givesTheSeatBack() {
        start(StreamTest.WITH_STREAMS.maxSubscribers(1));
        opens();
        broker.isMute(true);
        ann.says("subscribe chat");
        fails();
        speaks();

        Peer bob = Peer.known(hub, lane, "bob").says("subscribe chat");

        assertThat(bob.hears()).contains("subscribed chat at 1 NEW");
    }

    @Test
    void failsASubscriptionOfTheApplication() {
        opens();
        broker.isMute(true);

        var subscribed = hub.subscribe(connectionOf("ann").identity().user(), CHAT);
        lane.run();
        fails();

        assertThat(subscribed)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(RefusedException.class, refusal -> assertThat(refusal.code())
                        .isEqualTo(ErrorCode.NOT_AVAILABLE));
    }

    @Test
    @DisplayName("a peer that was greeted lost what came until somebody knew which streams are open")
    void keepsThePlaceThatTheEndpointGave() {
        broker = new MuteBroker(lane);
        hub = builder().broker(broker).build();
        broker.isMute(true);
        Peer bob = Peer.connect(hub, lane, LineDialect.WITHOUT_OPENS, Peer.user("bob"));
        fails();
        assertThat(bob.hears()).containsExactly("connected bob");

        hub.sendToUser(UserId.of("bob"), message("1"));
        lane.run();
        broker.isMute(false);
        lane.advance(Duration.ofSeconds(2));
        hub.sendToUser(UserId.of("bob"), message("2"));
        lane.run();

        assertThat(bob.hears()).containsExactly("user:bob 1 1", "user:bob 2 2");
    }

    @Test
    @DisplayName("a broker that is away was asked once a second for every connection")
    void isAskedLessAndLessOften() {
        broker.isMute(true);
        Peer bob = Peer.connect(hub, lane, LineDialect.WITHOUT_OPENS, Peer.user("bob"));
        int questions = 0;

        for (int second = 0; second < 61; second++) {
            questions += broker.asked();
            fails();
            bob.heard();
            lane.advance(Duration.ofSeconds(1));
        }

        assertThat(questions).isBetween(4, 12);
    }

    @Test
    @DisplayName("a newcomer was cut as a slow reader of a log that began anew while he waited")
    void cutsNobodyForWaitingWhileTheLogBeginsAnew() {
        start(StreamTest.WITH_STREAMS.window(16, 1 << 20));
        broker.isMute(true);
        ann.says("subscribe chat");
        lane1().restart(CHAT, epochOf(CHAT), new StreamPosition("e9", 0));
        lane.run();
        for (int i = 1; i <= 100; i++) {
            lane1().appended(CHAT, "e9", new Publication(i, 0, message("" + i)));
            lane.run();
        }

        speaks();

        assertThat(ann.hears()).startsWith("subscribed chat at 0 NEW");
        assertThat(ann.closedWith()).isZero();
    }

    @Test
    @DisplayName("an end that was missed was forgotten when nobody could be asked for it")
    void isAskedAgainForAnEndThatWasMissed() {
        start(StreamTest.WITH_STREAMS.slowPolicy(SlowPolicy.SKIP));
        ann.says("subscribe chat");
        lane.advance(Duration.ofSeconds(4));
        missesAnEnd();
        broker.isMute(true);

        ann.readsAgain();
        fails();
        assertThat(ann.hears()).noneMatch(line -> line.contains("ends"));
        broker.isMute(false);
        // The next look at a connection that is well may be far.
        lane.advance(Duration.ofSeconds(1));

        assertThat(ann.hears()).containsExactly("chat - ends ask_7 after 1: done");
    }

    @Test
    @DisplayName("AU18: an end that was missed was told while it was being asked whether the fresh token allows it")
    void tellsNoEndToOneWhoMustNotRead() {
        start(StreamTest.WITH_STREAMS.slowPolicy(SlowPolicy.SKIP));
        ann.says("subscribe chat");
        missesAnEnd();
        broker.isMute(true);
        ann.readsAgain();
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        allowed = answer;
        ann.says("refresh token-ann").hears();

        speaks();
        assertThat(ann.hears()).isEmpty();
        answer.complete(true);
        lane.run();

        assertThat(ann.hears()).containsExactly("chat - ends ask_7 after 1: done");
    }

    @Test
    @DisplayName("an id that was taken was given a second time when nobody could be asked")
    void letsNobodyClaimAnId() {
        // So long that the broker has forgotten who claimed the id first.
        StreamPublisher first = opens();
        for (int minute = 0; minute < 6; minute++) {
            lane.advance(Duration.ofMinutes(1));
            first.send(AnyPayload.of("1"));
            lane.run();
        }
        first.end(AnyPayload.of("done"));
        lane.run();
        broker.isMute(true);

        StreamPublisher second = hub.openStream(CHAT, "ask.response", "ask_7");
        lane.run();
        fails();

        assertThat(second.opened())
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(RefusedException.class, refusal -> assertThat(refusal.code())
                        .isEqualTo(ErrorCode.NOT_AVAILABLE));
    }

    @Test
    @DisplayName("a newcomer who waited for a slow broker was cut as a slow reader")
    void cutsNobodyForWaiting() {
        start(StreamTest.WITH_STREAMS.window(16, 1 << 20));
        broker.isMute(true);
        ann.says("subscribe chat");
        publishes(100);

        speaks();

        assertThat(ann.closedWith()).isZero();
        assertThat(ann.hears())
                .hasSize(101)
                .startsWith("subscribed chat at 0 NEW", "chat 1 1")
                .endsWith("chat 100 100");
    }
}
