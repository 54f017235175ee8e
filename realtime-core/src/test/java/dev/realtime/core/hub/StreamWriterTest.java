package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Limits;
import dev.realtime.core.Message;
import dev.realtime.core.Message.Kind;
import dev.realtime.core.Payload;
import dev.realtime.core.StreamPosition;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A stream that is written through a broker that fails or takes its time")
class StreamWriterTest extends OneLaneHub {

    private static final ChannelName LOG = CHAT.stream("ask_7");

    private final DoubtfulBroker broker = new DoubtfulBroker(lane);
    private Peer ann;

    @BeforeEach
    void subscribe() {
        hub = builder().broker(broker).channelDefaults(StreamTest.WITH_STREAMS).build();
        ann = Peer.known(hub, lane, "ann").says("subscribe chat");
        ann.hears();
    }

    private StreamPublisher open() {
        StreamPublisher stream = hub.openStream(CHAT, "ask.response", "ask_7");
        lane.run();
        return stream;
    }

    private CompletionStage<Void> sends(StreamPublisher stream, String data) {
        CompletionStage<Void> sent = stream.send(AnyPayload.of(data));
        lane.run();
        return sent;
    }

    @Test
    void endsWithTheFirstChunkThatIsNotTaken() {
        StreamPublisher stream = open();
        sends(stream, "0");
        broker.refuses = LOG;
        CompletionStage<Void> failed = sends(stream, "1");
        broker.refuses = null;
        CompletionStage<Void> late = sends(stream, "2");

        assertThat(failed.toCompletableFuture()).isCompletedExceptionally();
        assertThat(late.toCompletableFuture()).isCompletedExceptionally();
        assertThat(ann.hears())
                .containsExactly("chat 1 opens ask_7", "ask_7 0 0", "chat 2 ends ask_7 after 1: NOT_AVAILABLE");
    }

    @Test
    @DisplayName("a stream that was given up before it began was told of, and listened for a cancel for ever")
    void isNotToldOfOnceItWasGivenUp() {
        broker.holds = CHAT.openStreams();
        StreamPublisher stream = openAndGiveUp();

        broker.holds = null;
        broker.letsGo();
        lane.run();

        assertThat(stream.opened().toCompletableFuture()).isCompletedExceptionally();
        assertThat(ann.hears()).noneMatch(line -> line.contains("opens"));
        assertThat(lane1().audiences()).noneMatch(audience -> audience.name().equals(CHAT.openStreams()));
        Peer bob = Peer.known(hub, lane, "bob").says("subscribe chat");
        assertThat(bob.hears()).noneMatch(line -> line.contains("opens"));
    }

    @Test
    @DisplayName("a stream that was told of after it had been given up never ended")
    void isEndedIfItIsToldOfAfterItWasGivenUp() {
        broker.holds = CHAT;
        StreamPublisher stream = openAndGiveUp();

        broker.holds = null;
        broker.letsGo();
        lane.run();

        assertThat(stream.opened().toCompletableFuture()).isCompletedExceptionally();
        assertThat(ann.hears()).endsWith("chat 1 opens ask_7", "chat 2 ends ask_7 after 0: null");
    }

    private StreamPublisher openAndGiveUp() {
        StreamPublisher stream = open();
        CompletionStage<StreamPosition> end = stream.end();
        for (int i = 0; i < 12; i++) {
            lane.advance(Duration.ofSeconds(10));
            ann.heard();
        }
        assertThat(end.toCompletableFuture()).isCompletedExceptionally();
        return stream;
    }

    @Test
    @DisplayName("a chunk was sent before the one before it was known to be taken")
    void waitsForOneChunkBeforeItSendsTheNext() {
        StreamPublisher stream = open();
        broker.holds = LOG;
        sends(stream, "0");
        sends(stream, "1");
        CompletionStage<StreamPosition> end = stream.end();
        lane.run();
        assertThat(broker.held).hasSize(1);
        assertThat(end).isNotCompleted();

        broker.letsGo();
        lane.run();
        assertThat(broker.held).hasSize(1);
        broker.letsGo();
        lane.run();

        assertThat(end).isCompleted();
        assertThat(ann.hears())
                .containsExactly("chat 1 opens ask_7", "ask_7 0 0", "ask_7 1 1", "chat 2 ends ask_7 after 2: null");
    }

    @Test
    void dropsWhatWaitsBehindAChunkThatIsNotTaken() {
        StreamPublisher stream = open();
        broker.holds = LOG;
        CompletionStage<Void> first = sends(stream, "0");
        CompletionStage<Void> second = sends(stream, "1");
        CompletionStage<StreamPosition> end = stream.end();
        lane.run();

        broker.holds = null;
        broker.held.remove().fails();
        lane.run();

        assertThat(first.toCompletableFuture()).isCompletedExceptionally();
        assertThat(second.toCompletableFuture()).isCompletedExceptionally();
        assertThat(end.toCompletableFuture()).isCompletedExceptionally();
        assertThat(ann.hears()).endsWith("chat 2 ends ask_7 after 0: NOT_AVAILABLE");
        assertThat(hub.kernel()
                        .intake()
                        .admits(new Publish(CHAT, Message.of(Payload.EMPTY), new CompletableFuture<>(), 0)))
                .isTrue();
    }

    @Test
    void countsNothingAsWaitingThatItHasDropped() {
        hub = builder()
                .broker(broker)
                .limits(Limits.DEFAULT.with(limits -> limits.maxPendingPublishBytes = 2_000))
                .channelDefaults(StreamTest.WITH_STREAMS)
                .build();
        StreamPublisher stream = open();
        broker.holds = LOG;
        sends(stream, "0");
        sends(stream, "1".repeat(1_000));

        broker.holds = null;
        broker.held.remove().fails();
        lane.run();

        assertThat(hub.kernel().intake().admits(publish(1_500))).isTrue();
        assertThat(hub.kernel().intake().admits(publish(500))).isFalse();
    }

    private static Publish publish(int bytes) {
        return new Publish(CHAT, Message.of(Payload.binary(new byte[bytes])), new CompletableFuture<>(), 0);
    }

    @Test
    @DisplayName("MS20: a chunk that comes again while the first is on its way has the same outcome")
    void answersARepeatAsTheFirst() {
        Peer bob = Peer.known(hub, lane, "bob");
        holdChunksOf(bob);
        bob.says("chunk draft 0 a", "chunk draft 1 b", "chunk draft 2 c");
        bob.says("chunk draft 0 a", "chunk draft 1 b", "chunk draft 2 c");
        assertThat(bob.hears()).isEmpty();

        letsOneGo();
        assertThat(bob.hears()).containsExactly("ack 1", "ack 1");
        assertThat(bob.says("chunk draft 2 c").hears()).isEmpty();
        letsOneGo();
        letsOneGo();

        assertThat(bob.hears()).containsExactly("ack 2", "ack 2", "ack 3", "ack 3", "ack 3");
    }

    @Test
    @DisplayName("MS20: a chunk that comes again after it was dropped is refused")
    void refusesARepeatOfWhatItHasDropped() {
        Peer bob = Peer.known(hub, lane, "bob");
        holdChunksOf(bob);
        bob.says("chunk draft 0 a", "chunk draft 1 b");
        broker.holds = CHAT;
        broker.held.remove().fails();
        lane.run();
        assertThat(bob.hears()).containsExactly("failure NOT_AVAILABLE", "failure CONFLICT");

        assertThat(bob.says("chunk draft 1 b").hears()).containsExactly("failure CONFLICT");
    }

    @Test
    void isNotReadOnWhileTooManyOfItsClientsChunksHaveNoOutcome() {
        hub = builder()
                .broker(broker)
                .limits(Limits.DEFAULT.with(limits -> limits.maxOutstandingCommands = 1))
                .channelDefaults(StreamTest.WITH_STREAMS)
                .build();
        ann = Peer.known(hub, lane, "ann").says("subscribe chat");
        ann.hears();
        Peer bob = Peer.known(hub, lane, "bob");
        holdChunksOf(bob);
        assertThat(bob.isRead()).isTrue();

        bob.says("chunk draft 0 a");
        assertThat(bob.isRead()).isFalse();
        broker.letsGo();
        lane.run();

        assertThat(bob.isRead()).isTrue();
    }

    private void letsOneGo() {
        broker.letsGo();
        lane.run();
    }

    private void holdChunksOf(Peer writer) {
        writer.says("open draft chat note").hears();
        broker.holds = CHAT.stream(ann.hears().get(0).replace("chat 1 opens ", ""));
    }

    @Test
    void dropsWhatWaitsBehindAnOpenThatIsRefused() {
        // Another node, at the same time.
        hub.publish(CHAT.openStreams(), message("1").idempotencyKey("open ask_7"));
        broker.holds = CHAT.openStreams();
        StreamPublisher second = open();
        CompletionStage<Void> sent = sends(second, "0");
        CompletionStage<StreamPosition> end = second.end();

        broker.holds = null;
        broker.letsGo();
        lane.run();

        assertThat(sent.toCompletableFuture()).isCompletedExceptionally();
        assertThat(end.toCompletableFuture()).isCompletedExceptionally();
        assertThat(hub.kernel().streams()).isZero();
    }

    @Test
    void waitsWithEverythingUntilItIsOpen() {
        broker.holds = CHAT;
        StreamPublisher stream = open();
        CompletionStage<Void> sent = sends(stream, "0");
        stream.end();
        lane.run();
        assertThat(sent).isNotCompleted();

        broker.holds = null;
        broker.letsGo();
        lane.run();

        assertThat(ann.hears()).containsExactly("chat 1 opens ask_7", "ask_7 0 0", "chat 2 ends ask_7 after 1: null");
    }

    @Test
    @DisplayName("an open that may have been taken was never ended")
    void endsIfItIsNotKnownWhetherItIsOpen() {
        broker.refuses = CHAT;
        StreamPublisher stream = open();
        broker.refuses = null;
        lane.advance(Duration.ofSeconds(3));

        assertThat(stream.opened().toCompletableFuture()).isCompletedExceptionally();
        assertThat(ann.hears()).containsExactly("chat 1 ends ask_7 after 0: NOT_AVAILABLE");
        assertThat(hub.kernel().streams()).isZero();
    }

    @Test
    void endsIfItIsNotKnownWhetherLateComersSeeIt() {
        broker.refuses = CHAT.openStreams();
        StreamPublisher stream = open();
        broker.refuses = null;
        lane.advance(Duration.ofSeconds(3));

        assertThat(stream.opened().toCompletableFuture()).isCompletedExceptionally();
        assertThat(ann.hears()).containsExactly("chat 1 ends ask_7 after 0: NOT_AVAILABLE");
        assertThat(ann.says("unsubscribe chat", "subscribe chat").hears()).endsWith("subscribed chat at 1 NEW");
    }

    @Test
    void tellsItsEndUntilItIsTaken() {
        StreamPublisher stream = open();
        broker.refuses = CHAT;
        CompletionStage<StreamPosition> end = stream.end(AnyPayload.of("done"));
        lane.advance(Duration.ofSeconds(10));
        assertThat(end).isNotCompleted();

        broker.refuses = null;
        lane.advance(Duration.ofSeconds(2));

        assertThat(end).isCompleted();
        assertThat(ann.hears()).containsExactly("chat 1 opens ask_7", "chat 2 ends ask_7 after 0: done");
    }

    @Test
    void tellsItsFailureUntilItIsTaken() {
        StreamPublisher stream = open();
        broker.refuses = LOG;
        sends(stream, "0");
        broker.refuses = CHAT;
        lane.advance(Duration.ofSeconds(10));

        broker.refuses = null;
        lane.advance(Duration.ofSeconds(2));

        assertThat(ann.hears()).containsExactly("chat 1 opens ask_7", "chat 2 ends ask_7 after 0: NOT_AVAILABLE");
    }

    @Test
    void triesForAMinuteToTellItsFailure() {
        StreamPublisher stream = open();
        broker.refuses = CHAT;
        stream.fail("mistake");

        lane.advance(Duration.ofSeconds(60));
        assertThat(hub.kernel().streams()).isOne();
        lane.advance(Duration.ofSeconds(1));

        assertThat(hub.kernel().streams()).isZero();
    }

    @Test
    @DisplayName("an end that was taken and not acknowledged was told twice")
    void tellsItsEndOnce() {
        StreamPublisher stream = open();
        broker.losesAnswersOf = CHAT;
        CompletionStage<StreamPosition> end = stream.end();
        lane.advance(Duration.ofSeconds(3));
        broker.losesAnswersOf = null;
        lane.advance(Duration.ofSeconds(2));

        assertThat(end).isCompleted();
        assertThat(ann.hears()).containsExactly("chat 1 opens ask_7", "chat 2 ends ask_7 after 0: null");
    }

    @Test
    @DisplayName("the end of a second stream was taken for a repeat of the first one's")
    void tellsAnEndThatIsItsOwn() {
        open().end();
        lane.advance(Duration.ofMinutes(6));
        Message first = broker.last;
        open().end();
        lane.run();

        assertThat(first.kind()).isEqualTo(Kind.END);
        assertThat(broker.last.kind()).isEqualTo(Kind.END);
        assertThat(broker.last.idempotencyKey()).isNotEmpty().isNotEqualTo(first.idempotencyKey());
    }

    @Test
    void givesUpAnEndThatNobodyTakes() {
        StreamPublisher stream = open();
        broker.refuses = CHAT;
        CompletionStage<StreamPosition> end = stream.end();

        for (int i = 0; i < 3; i++) {
            lane.advance(Duration.ofSeconds(25));
            ann.says("ping");
        }

        assertThat(end.toCompletableFuture()).isCompletedExceptionally();
        assertThat(hub.kernel().streams()).isZero();
        assertThat(lane1().streams().size()).isZero();
    }

    @Test
    @DisplayName("a stream that was given up kept the bytes of its chunks")
    void keepsNothingOfWhatItGivesUp() {
        StreamPublisher stream = open();
        broker.holds = LOG;
        sends(stream, "0");
        CompletionStage<Void> waiting = sends(stream, "1");
        CompletionStage<StreamPosition> end = stream.end();

        lane.advance(Duration.ofSeconds(62));
        broker.letsGo();
        lane.run();

        assertThat(waiting.toCompletableFuture()).isCompletedExceptionally();
        assertThat(end.toCompletableFuture()).isCompletedExceptionally();
        assertThat(hub.kernel().intake().waitingBytes()).isZero();
    }

    @Test
    @DisplayName("an end was given up while its chunks were still being written")
    void hasPatienceWithABrokerThatIsSlowAndGoesOn() {
        StreamPublisher stream = open();
        broker.holds = LOG;
        sends(stream, "0");
        sends(stream, "1");
        CompletionStage<StreamPosition> end = stream.end();

        for (int i = 0; i < 2; i++) {
            lane.advance(Duration.ofSeconds(50));
            broker.letsGo();
            lane.run();
        }
        broker.holds = null;
        lane.advance(Duration.ofSeconds(1));

        assertThat(end.toCompletableFuture()).isCompleted();
    }

    @Test
    void givesUpAnOpenThatIsNeverAnswered() {
        broker.holds = CHAT;
        StreamPublisher stream = open();

        for (int i = 0; i < 16; i++) {
            lane.advance(Duration.ofSeconds(25));
            ann.says("ping");
        }

        assertThat(stream.opened().toCompletableFuture()).isNotDone();
        assertThat(hub.kernel().streams()).isZero();
    }

    @Test
    @DisplayName("a chunk that took another's place was read as the next one")
    void failsWhenSomebodyElseWritesToItsLog() {
        StreamPublisher stream = open();
        sends(stream, "0");
        hub.publish(LOG, StreamEntry.chunk("", AnyPayload.of("other")));
        lane.run();
        CompletionStage<Void> sent = sends(stream, "1");

        assertThat(sent.toCompletableFuture()).isCompletedExceptionally();
        assertThat(ann.hears()).contains("chat 2 ends ask_7 after 1: CONFLICT");
    }

    @Test
    void failsWhenItsLogBeganAnew() {
        StreamPublisher stream = open();
        sends(stream, "0");
        broker.answersWith = new StreamPosition("another", 2);
        CompletionStage<Void> sent = sends(stream, "1");
        broker.answersWith = null;

        assertThat(sent.toCompletableFuture()).isCompletedExceptionally();
        assertThat(ann.hears()).contains("chat 2 ends ask_7 after 1: CONFLICT");
    }

    @Test
    void isToldToThoseWhoComeLateBeforeItIsToldToTheChannel() {
        broker.holds = CHAT;
        StreamPublisher stream = open();
        Peer bob = Peer.known(hub, lane, "bob");
        bob.hears();
        bob.says("subscribe chat");
        broker.holds = null;
        broker.letsGo();
        lane.run();

        assertThat(bob.hears()).containsExactly("subscribed chat at 0 NEW", "chat - opens ask_7");
        sends(stream, "0");
        assertThat(bob.hears()).containsExactly("ask_7 0 0");
    }

    @Test
    void endsForThoseWhoComeLateBeforeItEndsInTheChannel() {
        StreamPublisher stream = open();
        broker.holds = CHAT;
        stream.end();
        lane.run();
        Peer bob = Peer.known(hub, lane, "bob");
        bob.hears();

        bob.says("subscribe chat");

        assertThat(bob.hears()).containsExactly("subscribed chat at 1 NEW");
    }

    @Test
    void isEndedWhenTheHubDrains() {
        open();

        CompletionStage<Void> drained = hub.drain(Duration.ofMillis(1));
        lane.advance(Duration.ofSeconds(2));

        assertThat(drained).isCompleted();
        assertThat(broker.last.kind()).isEqualTo(Kind.END);
        assertThat(broker.last.tags()).containsEntry("error", "SHUTDOWN");
        assertThat(hub.kernel().streams()).isZero();
    }

    @Test
    void isNotWaitedForByAHubThatDrainsWhileTheBrokerIsAway() {
        open();
        broker.refuses = CHAT;
        CompletionStage<Void> drained = hub.drain(Duration.ofMillis(1));
        lane.advance(Duration.ofSeconds(4));
        assertThat(drained).isNotCompleted();

        lane.advance(Duration.ofSeconds(6));

        assertThat(drained).isCompleted();
    }
}
