package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.ChannelOptions.Feature;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Limits;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.RefusedException;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.UserId;
import dev.realtime.core.memory.MemoryBroker;
import dev.realtime.core.memory.SystemRandomness;
import dev.realtime.core.memory.SystemTicker;
import dev.realtime.core.spi.BrokerDecorator;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A stream that the application writes")
class StreamTest extends OneLaneHub {

    static final ChannelOptions WITH_STREAMS = ChannelOptions.DEFAULT.with(Feature.STREAMS);

    private Peer ann;

    @BeforeEach
    void subscribe() {
        start(Limits.DEFAULT);
    }

    private void start(Limits limits) {
        hub = builder().limits(limits).channelDefaults(WITH_STREAMS).build();
        ann = Peer.known(hub, lane, "ann").says("subscribe chat");
        ann.hears();
    }

    private StreamPublisher open(String id) {
        StreamPublisher stream = hub.openStream(CHAT, "ask.response", id);
        lane.run();
        return stream;
    }

    private void sends(StreamPublisher stream, int... numbers) {
        for (int number : numbers) {
            stream.send(AnyPayload.of("" + number));
            lane.run();
        }
    }

    private static ErrorCode codeOf(CompletionStage<?> stage) {
        try {
            stage.toCompletableFuture().join();
        } catch (java.util.concurrent.CompletionException e) {
            return ((RefusedException) e.getCause()).code();
        }
        throw new AssertionError("it was not refused");
    }

    @Test
    void isReadFromItsOpenToItsEnd() {
        StreamPublisher stream = open("ask_7");
        sends(stream, 0, 1);
        stream.end(AnyPayload.of("done"));
        lane.run();

        assertThat(ann.hears())
                .containsExactly("chat 1 opens ask_7", "ask_7 0 0", "ask_7 1 1", "chat 2 ends ask_7 after 2: done");
    }

    @Test
    void isFollowedByDialectsWithoutAWordForItsOpen() {
        Peer bob = subscribedWithoutOpens();
        publishes(1);
        StreamPublisher stream = open("ask_7");
        sends(stream, 0, 1);
        stream.end(AnyPayload.of("done"));
        publishes(1);

        assertThat(bob.hears())
                .containsExactly("chat 1 1", "ask_7 0 0", "ask_7 1 1", "chat 3 ends ask_7 after 2: done", "chat 4 1");
    }

    @Test
    @DisplayName("one whose open is not told begins behind the messages before it, also in one write")
    void beginsUntoldBehindTheMessagesBeforeIt() {
        Peer bob = subscribedWithoutOpens();
        bob.stopsReading().says("ping");
        publishes(2);
        StreamPublisher stream = open("ask_7");
        sends(stream, 0, 1);
        stream.end(AnyPayload.of("done"));
        publishes(1);

        bob.readsAgain();

        assertThat(bob.hears())
                .containsExactly(
                        "pong",
                        "chat 1 1",
                        "chat 2 2",
                        "ask_7 0 0",
                        "ask_7 1 1",
                        "chat 4 ends ask_7 after 2: done",
                        "chat 5 1");
    }

    @Test
    void isShownFromItsBeginningToWhoComesLateAndIsNotToldOfSubscriptions() {
        StreamPublisher stream = hub.openStream(UserId.of("bob"), "ask.response", "ask_7");
        lane.run();
        sends(stream, 0, 1);

        Peer bob = Peer.connect(hub, lane, LineDialect.WITHOUT_OPENS, Peer.user("bob"));
        sends(stream, 2);

        assertThat(bob.hears()).containsExactly("connected bob", "ask_7 0 0", "ask_7 1 1", "ask_7 2 2");
    }

    private Peer subscribedWithoutOpens() {
        Peer bob = Peer.connect(hub, lane, LineDialect.WITHOUT_OPENS, Peer.user("bob"))
                .says("subscribe chat");
        bob.hears();
        return bob;
    }

    @Test
    void hasItsPlaceAmongTheMessagesOfItsChannel() {
        publishes(1);
        StreamPublisher stream = open("ask_7");
        publishes(1);
        sends(stream, 0);
        stream.end();
        publishes(1);

        assertThat(ann.hears())
                .containsExactly(
                        "chat 1 1",
                        "chat 2 opens ask_7",
                        "chat 3 1",
                        "ask_7 0 0",
                        "chat 4 ends ask_7 after 1: null",
                        "chat 5 1");
    }

    @Test
    @DisplayName("an end that came in one write with its chunks was told before them")
    void endsAfterItsLastChunkWhateverComesTogether() {
        ann.stopsReading().says("ping");
        StreamPublisher stream = open("ask_7");
        sends(stream, 0, 1, 2);
        stream.end(AnyPayload.of("done"));
        publishes(1);

        ann.readsAgain();

        assertThat(ann.hears())
                .containsExactly(
                        "pong",
                        "chat 1 opens ask_7",
                        "ask_7 0 0",
                        "ask_7 1 1",
                        "ask_7 2 2",
                        "chat 2 ends ask_7 after 3: done",
                        "chat 3 1");
    }

    @Test
    void endsAfterItsLastChunkForALinkThatTakesOneFrameAtATime() {
        ann.takesAtMost(1);
        StreamPublisher stream = open("ask_7");
        sends(stream, 0, 1);
        stream.end();
        lane.run();

        assertThat(ann.hears())
                .containsExactly("chat 1 opens ask_7", "ask_7 0 0", "ask_7 1 1", "chat 2 ends ask_7 after 2: null");
    }

    @Test
    void goesToTheUsersOwnChannelWithoutFurtherSettings() {
        hub = builder().build();
        ann = Peer.known(hub, lane, "ann");
        ann.hears();

        StreamPublisher stream = hub.openStream(UserId.of("ann"), "ask.response");
        sends(stream, 0);
        stream.end();
        lane.run();

        assertThat(stream.id()).startsWith("s_").hasSize(18);
        assertThat(ann.hears())
                .containsExactly(
                        "user:ann 1 opens " + stream.id(),
                        stream.id() + " 0 0",
                        "user:ann 2 ends " + stream.id() + " after 1: null");
    }

    @Test
    void mixesWithOthersOfTheSameChannel() {
        StreamPublisher one = open("one");
        StreamPublisher two = open("two");
        sends(one, 0);
        sends(two, 0);
        sends(one, 1);
        two.end();
        sends(one, 2);
        one.end();
        lane.run();

        assertThat(ann.hears())
                .containsExactly(
                        "chat 1 opens one",
                        "chat 2 opens two",
                        "one 0 0",
                        "two 0 0",
                        "one 1 1",
                        "chat 3 ends two after 1: null",
                        "one 2 2",
                        "chat 4 ends one after 3: null");
    }

    @Test
    void tellsTheApplicationWhereItBeganAndEnded() {
        StreamPublisher stream = open("ask_7");
        CompletionStage<Void> sent = stream.send(Payload.EMPTY);

        assertThat(stream.opened().toCompletableFuture().join().offset()).isEqualTo(1);
        assertThat(stream.end().toCompletableFuture().join().offset()).isEqualTo(2);
        assertThat(sent).isCompleted();
    }

    @Test
    void failsForAReasonThatReadersAreTold() {
        StreamPublisher stream = open("ask_7");
        sends(stream, 0);
        CompletionStage<StreamPosition> end = stream.fail("the model is away");
        lane.run();

        assertThat(end.toCompletableFuture()).isCompletedWithValueMatching(position -> position.offset() == 2);
        assertThat(ann.hears()).endsWith("ask_7 0 0", "chat 2 ends ask_7 after 1: the model is away");
    }

    @Test
    void isAbandonedIfItIsClosedBeforeItsEnd() {
        try (StreamPublisher stream = open("ask_7")) {
            sends(stream, 0);
        }
        lane.run();

        assertThat(ann.hears()).endsWith("chat 2 ends ask_7 after 1: ABANDONED");
    }

    @Test
    void endsOnce() {
        StreamPublisher stream = open("ask_7");
        stream.end();
        CompletionStage<?> again = stream.end();
        CompletionStage<?> late = stream.send(Payload.EMPTY);
        stream.close();
        lane.run();

        assertThat(codeOf(again)).isEqualTo(ErrorCode.CONFLICT);
        assertThat(codeOf(late)).isEqualTo(ErrorCode.CONFLICT);
        assertThat(ann.hears()).containsExactly("chat 1 opens ask_7", "chat 2 ends ask_7 after 0: null");
    }

    @Test
    void isRefusedWhereTheChannelHasNoStreams() {
        hub = builder().build();

        StreamPublisher stream = hub.openStream(CHAT, "ask.response");

        assertThat(codeOf(stream.opened())).isEqualTo(ErrorCode.NOT_AVAILABLE);
        assertThat(codeOf(stream.send(Payload.EMPTY))).isEqualTo(ErrorCode.CONFLICT);
        assertThat(codeOf(stream.end())).isEqualTo(ErrorCode.CONFLICT);
        assertThat(hub.kernel().streams()).isZero();
    }

    @Test
    void isRefusedUnderAnIdThatTheChannelKnows() {
        open("ask_7");
        StreamPublisher second = open("ask_7");
        sends(second, 5);

        assertThat(codeOf(second.opened())).isEqualTo(ErrorCode.CONFLICT);
        assertThat(ann.hears()).containsExactly("chat 1 opens ask_7");
    }

    @Test
    @DisplayName("a second stream of an id ended the first one, once five minutes had passed")
    void isRefusedUnderTheIdOfOneThatIsStillWritten() {
        StreamPublisher first = open("ask_7");
        for (int half = 0; half < 12; half++) {
            sends(first, half);
            lane.advance(Duration.ofSeconds(30));
            ann.says("ping");
        }
        StreamPublisher second = open("ask_7");
        sends(second, 100);
        sends(first, 12);

        assertThat(codeOf(second.opened())).isEqualTo(ErrorCode.CONFLICT);
        assertThat(ann.hears()).endsWith("ask_7 12 12").noneMatch(line -> line.contains("ends"));
    }

    @Test
    @DisplayName("an id that was taken again soon after its end, and long after its open, had no end")
    void isRefusedUnderTheIdOfOneThatEndedAMomentAgo() {
        StreamPublisher first = open("ask_7");
        lane.advance(Duration.ofSeconds(299));
        sends(first, 0);
        first.end();
        lane.advance(Duration.ofSeconds(2));
        StreamPublisher second = open("ask_7");

        assertThat(codeOf(second.opened())).isEqualTo(ErrorCode.CONFLICT);
    }

    @Test
    void mayHaveTheIdOfOneThatEndedFiveMinutesAgo() {
        open("ask_7").end();
        lane.advance(Duration.ofMinutes(6));
        ann = Peer.known(hub, lane, "ann").says("subscribe chat");
        ann.hears();

        StreamPublisher second = open("ask_7");
        sends(second, 0);
        second.end();
        lane.run();

        assertThat(ann.hears()).containsExactly("chat 3 opens ask_7", "ask_7 0 0", "chat 4 ends ask_7 after 1: null");
    }

    @Test
    void isRefusedBeyondTheStreamsOfANode() {
        start(Limits.DEFAULT.with(limits -> limits.maxStreams = 1));
        StreamPublisher first = open("one");
        StreamPublisher second = open("two");
        first.end();
        lane.run();
        StreamPublisher third = open("three");

        assertThat(codeOf(second.opened())).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
        assertThat(third.opened()).isCompleted();
    }

    @Test
    void endsWithAnErrorWhenItBecomesTooLong() {
        start(Limits.DEFAULT.with(limits -> limits.maxStreamBytes = 3));
        StreamPublisher stream = open("ask_7");
        sends(stream, 100);
        CompletionStage<Void> tooMuch = stream.send(AnyPayload.of("1"));
        lane.run();

        assertThat(codeOf(tooMuch)).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
        assertThat(ann.hears())
                .containsExactly("chat 1 opens ask_7", "ask_7 0 100", "chat 2 ends ask_7 after 1: LIMIT_EXCEEDED");
    }

    @Test
    void endsWithAnErrorWhenItFallsSilent() {
        StreamPublisher stream = open("ask_7");
        sends(stream, 0);
        lane.advance(Duration.ofMinutes(4));
        sends(stream, 1);
        lane.advance(Duration.ofMinutes(4));
        assertThat(hub.kernel().streams()).isOne();

        lane.advance(Duration.ofMinutes(2));

        assertThat(hub.kernel().streams()).isZero();
        assertThat(codeOf(stream.send(Payload.EMPTY))).isEqualTo(ErrorCode.CONFLICT);
    }

    @Test
    void isSilentForFiveMinutesAtMostAlsoWhereNobodyIsConnected() {
        hub = builder().channelDefaults(WITH_STREAMS).build();
        open("ask_7");

        lane.advance(Duration.ofMinutes(5));
        assertThat(hub.kernel().streams()).isOne();
        lane.advance(Duration.ofSeconds(1));

        assertThat(hub.kernel().streams()).isZero();
    }

    @Test
    @DisplayName("is not taken for forgotten by those who read it while something comes now and then")
    void livesForItsReadersAsLongAsSomethingComes() {
        StreamPublisher stream = open("ask_7");

        for (int minute = 0; minute < 12; minute++) {
            sends(stream, minute);
            ann.says("ping");
            lane.advance(Duration.ofSeconds(30));
            ann.says("ping");
            lane.advance(Duration.ofSeconds(30));
        }

        assertThat(ann.hears()).contains("ask_7 11 11").noneMatch(line -> line.contains("TIMEOUT"));
    }

    @Test
    @DisplayName("a reader that could not yet read the first chunk is not slow")
    void isReadFromItsBeginningBySomebodyWhoWasBusy() {
        ann.stopsReading();
        StreamPublisher stream = open("ask_7");
        assertThat(ann.hears()).containsExactly("chat 1 opens ask_7");
        sends(stream, IntStream.range(0, 1_200).toArray());

        ann.readsAgain();

        assertThat(ann.closedWith()).isZero();
        assertThat(ann.hears()).hasSize(1_200).startsWith("ask_7 0 0").endsWith("ask_7 1199 1199");
    }

    @Test
    void isReadByOneWhoComesLateWhileTheWindowStillHasIt() {
        StreamPublisher stream = open("ask_7");
        ann.stopsReading();
        sends(stream, 0, 1, 2);
        Peer bob = Peer.known(hub, lane, "bob");
        bob.hears();

        bob.says("subscribe chat");

        assertThat(bob.hears())
                .containsExactly(
                        "subscribed chat at 1 NEW", "chat - opens ask_7", "ask_7 0 0", "ask_7 1 1", "ask_7 2 2");
    }

    @Test
    void goesOnWithoutChunksWhereItsLogCannotBeHad() {
        hub = builder()
                .channelDefaults(WITH_STREAMS)
                .broker(
                        new BrokerDecorator(new MemoryBroker(
                                1 << 20, SystemTicker.INSTANCE, InstantSource.system(), new SystemRandomness())) {
                            @Override
                            public CompletionStage<StreamPosition> attach(ChannelName channel) {
                                return channel.isStream()
                                        ? CompletableFuture.failedFuture(new IllegalStateException("away"))
                                        : super.attach(channel);
                            }
                        })
                .build();
        ann = Peer.known(hub, lane, "ann").says("subscribe chat");
        ann.hears();
        StreamPublisher stream = open("ask_7");
        sends(stream, 0, 1);
        stream.end();
        publishes(1);

        assertThat(ann.hears())
                .containsExactly(
                        "chat 1 opens ask_7", "ask_7 gap 0-1 EVICTED", "chat 2 ends ask_7 after 2: null", "chat 3 1");
    }

    @Test
    @DisplayName("a chunk for which there is no room is no hole that nobody sees")
    void endsWithAnErrorWhenTheNodeHasNoRoomForAChunk() {
        start(Limits.DEFAULT.with(limits -> limits.maxPendingPublishBytes = 1_000));
        StreamPublisher stream = open("ask_7");
        sends(stream, 0);

        CompletionStage<Void> refused = stream.send(Payload.binary(new byte[2_000]));
        sends(stream, 2);

        assertThat(codeOf(refused)).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(ann.hears())
                .containsExactly("chat 1 opens ask_7", "ask_7 0 0", "chat 2 ends ask_7 after 1: OVERLOADED");
    }

    @Test
    void isNotShownToWhomItsOpenIsNot() {
        Peer bob = Peer.known(hub, lane, "bob").says("subscribe chat @lang=de");
        bob.hears();

        StreamPublisher stream = open("ask_7");
        sends(stream, 0);
        stream.end();
        lane.run();

        assertThat(bob.hears()).isEmpty();
    }

    @Test
    void leavesWithItsChannel() {
        StreamPublisher stream = open("ask_7");
        ann.says("unsubscribe chat").hears();

        sends(stream, 0);

        assertThat(ann.hears()).isEmpty();
    }

    @Test
    @DisplayName("what a stream took is given back with its end")
    void leavesNothingBehind() {
        StreamPublisher stream = open("ask_7");
        sends(stream, 0);
        assertThat(lane1().streams().size()).isOne();
        stream.end();
        lane.run();

        assertThat(lane1().streams().size()).isZero();
        assertThat(hub.kernel().streams()).isZero();
        assertThat(lane1().audiences())
                .extracting(Audience::name)
                .containsExactlyInAnyOrder(CHAT, ChannelName.of("user:ann"));
        assertThat(connectionOf("ann")
                        .subscriptions()
                        .streams(connectionOf("ann"))
                        .size())
                .isZero();
        assertThat(stats().subscribers()).containsOnlyKeys(CHAT);
    }

    @Test
    void isNoChannelInTheStatistics() {
        open("ask_7");

        assertThat(stats().subscribers()).containsOnlyKeys(CHAT);
    }

    @Test
    void costsAReaderWhoReadsTooManyNoMoreThanTheStream() {
        start(Limits.DEFAULT.with(limits -> limits.maxStreamsPerConnection = 1));
        StreamPublisher one = open("one");
        StreamPublisher two = open("two");
        sends(one, 0);
        sends(two, 0);
        two.end(AnyPayload.of("done"));
        lane.run();

        assertThat(ann.hears())
                .containsExactly(
                        "chat 1 opens one",
                        "chat 2 opens two",
                        "chat - ends two after 0: LIMIT_EXCEEDED",
                        "one 0 0",
                        "chat 3 ends two after 1: done");
    }

    @Test
    @DisplayName("a channel with many open streams cut everybody who came with a busy link")
    void showsOneWhoComesLateNoMoreThanItReads() {
        IntStream.range(0, 750).forEach(number -> open("s" + number));
        Peer bob = Peer.known(hub, lane, "bob").stopsReading().says("ping");
        bob.hears();

        bob.says("subscribe chat").readsAgain();

        assertThat(bob.closedWith()).isZero();
        List<String> heard = bob.hears();
        assertThat(heard).hasSize(65).startsWith("subscribed chat at 750 NEW");
        assertThat(heard.subList(1, 65)).allMatch(line -> line.startsWith("chat - opens s"));
    }

    @Test
    void disconnectsAReaderThatIsTooSlowForIt() {
        start(Limits.DEFAULT.with(limits -> limits.maxLagBytes = 1_000));
        StreamPublisher stream = open("ask_7");
        ann.stopsReading().says("ping");

        for (int i = 0; i < 10; i++) {
            sends(stream, i);
        }

        assertThat(ann.closedWith()).isEqualTo(4003);
    }

    @Test
    void readsAMessageThatOnlyLooksLikeAStream() {
        hub.publish(CHAT, Message.of(Payload.EMPTY).kind(Message.Kind.OPEN).key("no id"));
        hub.publish(CHAT, Message.of(Payload.EMPTY).kind(Message.Kind.END).key("no id"));
        publishes(1);

        assertThat(ann.hears()).containsExactly("chat 1 opens no id", "chat 2 ends no id after 0: {}", "chat 3 1");
    }
}
