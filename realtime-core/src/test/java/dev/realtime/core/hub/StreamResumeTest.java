package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelOptions;
import dev.realtime.core.Limits;
import dev.realtime.core.Payload;
import dev.realtime.core.frame.ServerFrame.StreamEnd;
import dev.realtime.core.memory.MemoryBroker;
import dev.realtime.core.memory.SystemRandomness;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A stream, for those who come late or come back")
class StreamResumeTest extends OneLaneHub {

    // What the broker keeps grows older by this, and nothing else does.
    private long brokerNanos = 1;
    private StreamPublisher stream;

    @BeforeEach
    void openAndSendThree() {
        start(StreamTest.WITH_STREAMS);
    }

    private void start(ChannelOptions options) {
        hub = builder()
                .broker(new MemoryBroker(1 << 20, () -> brokerNanos, lane, new SystemRandomness()))
                .channelDefaults(options)
                .build();
        stream = hub.openStream(CHAT, "ask.response", "ask_7");
        sends(0, 1, 2);
    }

    private void sends(int... numbers) {
        for (int number : numbers) {
            stream.send(AnyPayload.of("" + number));
            lane.run();
        }
    }

    private void ends() {
        stream.end(AnyPayload.of("done"));
        lane.run();
    }

    private List<String> hears(String subscribe) {
        Peer peer = Peer.known(hub, lane, "ann");
        peer.hears();
        return peer.says(subscribe).hears();
    }

    private String since(long offset) {
        return "subscribe chat " + epochOf(CHAT) + ":" + offset;
    }

    @Test
    void isShownToOneWhoComesLate() {
        Peer ann = Peer.known(hub, lane, "ann");
        ann.hears();

        ann.says("subscribe chat");
        sends(3);
        ends();

        assertThat(ann.hears())
                .containsExactly(
                        "subscribed chat at 1 NEW",
                        "chat - opens ask_7",
                        "ask_7 0 0",
                        "ask_7 1 1",
                        "ask_7 2 2",
                        "ask_7 3 3",
                        "chat 2 ends ask_7 after 4: done");
    }

    @Test
    void isNotShownToOneWhoComesAfterItsEnd() {
        ends();

        assertThat(hears("subscribe chat")).containsExactly("subscribed chat at 2 NEW");
    }

    @Test
    void isReadPageByPage() {
        sends(IntStream.range(3, 700).toArray());
        Peer ann = Peer.known(hub, lane, "ann");
        ann.hears();

        ann.says("subscribe chat");
        ends();

        assertThat(ann.hears())
                .hasSize(703)
                .startsWith("subscribed chat at 1 NEW", "chat - opens ask_7", "ask_7 0 0")
                .endsWith("ask_7 699 699", "chat 2 ends ask_7 after 700: done");
    }

    @Test
    void goesOnBehindTheChunksThatAPeerHas() {
        Peer ann = Peer.known(hub, lane, "ann");
        ann.hears();

        ann.says(since(1) + " %ask_7=2");
        sends(3);
        ends();

        assertThat(ann.hears())
                .containsExactly(
                        "subscribed chat at 1 RECOVERED", "ask_7 2 2", "ask_7 3 3", "chat 2 ends ask_7 after 4: done");
    }

    @Test
    void isCompletedForOneWhoComesBackAfterItsEnd() {
        ends();
        publishes(1);

        assertThat(hears(since(1) + " %ask_7=1"))
                .containsExactly(
                        "subscribed chat at 1 RECOVERED",
                        "ask_7 1 1",
                        "ask_7 2 2",
                        "chat 2 ends ask_7 after 3: done",
                        "chat 3 1");
    }

    @Test
    void isReadFromTheChannelsHistoryByOneWhoWasHereBefore() {
        ends();

        assertThat(hears(since(0)))
                .containsExactly(
                        "subscribed chat at 0 RECOVERED",
                        "chat 1 opens ask_7",
                        "ask_7 0 0",
                        "ask_7 1 1",
                        "ask_7 2 2",
                        "chat 2 ends ask_7 after 3: done");
    }

    @Test
    @DisplayName("all streams of a history are read, however many ended since")
    void isOneOfManyInAHistory() {
        hub = builder().channelDefaults(StreamTest.WITH_STREAMS).build();
        for (int i = 0; i < 100; i++) {
            stream = hub.openStream(CHAT, "ask.response", "ask_" + i);
            sends(0, 1);
            ends();
        }

        assertThat(hears(since(0)))
                .hasSize(401)
                .endsWith("chat 199 opens ask_99", "ask_99 0 0", "ask_99 1 1", "chat 200 ends ask_99 after 2: done");
    }

    @Test
    void isCompletedForOneWhoComesBackToAChannelWithoutHistory() {
        start(StreamTest.WITH_STREAMS.withoutHistory());
        ends();
        publishes(1);

        assertThat(hears(since(1) + " %ask_7=1"))
                .containsExactly(
                        "subscribed chat at 3 EXPIRED", "ask_7 1 1", "ask_7 2 2", "chat - ends ask_7 after 3: done");
    }

    @Test
    void goesOnForOneWhoComesBackToAChannelWithoutHistory() {
        start(StreamTest.WITH_STREAMS.withoutHistory());
        publishes(1);
        Peer ann = Peer.known(hub, lane, "ann");
        ann.hears();

        ann.says(since(1) + " %ask_7=1");
        sends(3);
        ends();

        assertThat(ann.hears())
                .containsExactly(
                        "subscribed chat at 2 EXPIRED",
                        "ask_7 1 1",
                        "ask_7 2 2",
                        "ask_7 3 3",
                        "chat 3 ends ask_7 after 4: done");
    }

    @Test
    void remembersALargeSummaryForTheChannelAlone() {
        start(StreamTest.WITH_STREAMS.withoutHistory());
        stream.end(Payload.binary(new byte[5_000]));
        lane.run();

        assertThat(hears(since(1) + " %ask_7=3")).endsWith("chat - ends ask_7 after 3: EXPIRED");
    }

    @Test
    void remembersASummaryOfFourKilobytes() {
        start(StreamTest.WITH_STREAMS.withoutHistory());
        stream.end(AnyPayload.of("x".repeat(4 * 1024)));
        lane.run();

        assertThat(hears(since(1) + " %ask_7=3")).last().asString().startsWith("chat - ends ask_7 after 3: xxx");
    }

    @Test
    void saysWhichChunksAreKeptNoLonger() {
        brokerNanos += Duration.ofMinutes(4).toNanos();
        sends(3);
        brokerNanos += Duration.ofMinutes(2).toNanos();
        ends();

        assertThat(hears(since(0)))
                .containsExactly(
                        "subscribed chat at 0 RECOVERED",
                        "chat 1 opens ask_7",
                        "ask_7 gap 0-2 EVICTED",
                        "ask_7 3 3",
                        "chat 2 ends ask_7 after 4: done");
    }

    @Test
    void saysWhichChunksAreKeptNoLongerWhenNoneIs() {
        ends();
        brokerNanos += Duration.ofMinutes(6).toNanos();

        assertThat(hears(since(1) + " %ask_7=1"))
                .containsExactly(
                        "subscribed chat at 1 RECOVERED", "ask_7 gap 1-2 EVICTED", "chat 2 ends ask_7 after 3: done");
    }

    @Test
    void saysNothingOfChunksThatThePeerHas() {
        ends();
        brokerNanos += Duration.ofMinutes(6).toNanos();

        assertThat(hears(since(1) + " %ask_7=3"))
                .containsExactly("subscribed chat at 1 RECOVERED", "chat 2 ends ask_7 after 3: done");
    }

    @Test
    void isOverForOneWhoNamesItWhenNobodyKnowsIt() {
        assertThat(hears("subscribe chat other:1 %ask_8=1"))
                .containsExactly(
                        "subscribed chat at 1 EPOCH",
                        "chat - ends ask_8 after 0: EXPIRED",
                        "chat - opens ask_7",
                        "ask_7 0 0",
                        "ask_7 1 1",
                        "ask_7 2 2");
    }

    @Test
    @DisplayName("a peer cannot read the stream of a channel by naming it in another")
    void belongsToItsChannel() {
        assertThat(hears("subscribe news other:1 %ask_7=0"))
                .containsExactly("subscribed news at 0 EPOCH", "news - ends ask_7 after 0: EXPIRED");
    }

    @Test
    void isNamedByItsIdAndANumberThatCanBe() {
        Peer ann = Peer.known(hub, lane, "ann");
        ann.hears();

        ann.says("subscribe chat x:1 %ask/7=1", "unsubscribe chat", "subscribe chat x:1 %ask_7=-1");
        ann.says("unsubscribe chat", "subscribe chat x:1 %ask_7=10001");
        ann.says("unsubscribe chat", "subscribe chat x:1 %ask_7=10000");

        assertThat(ann.hears())
                .filteredOn(line -> line.startsWith("failure"))
                .hasSize(3)
                .containsOnly("failure BAD_REQUEST unasked");
    }

    @Test
    void isNotShownToOneWhoReadsAllThatItMay() {
        hub = builder()
                .limits(Limits.DEFAULT.with(limits -> limits.maxStreamsPerConnection = 1))
                .channelDefaults(StreamTest.WITH_STREAMS)
                .build();
        for (String id : List.of("one", "two")) {
            stream = hub.openStream(CHAT, "ask.response", id);
            sends(0);
        }

        assertThat(hears("subscribe chat")).containsExactly("subscribed chat at 2 NEW", "chat - opens one", "one 0 0");
    }

    @Test
    void isShownAgainSoThatLateComersFindItLater() {
        Peer bob = Peer.known(hub, lane, "bob");
        for (int minute = 0; minute < 8; minute++) {
            brokerNanos += Duration.ofMinutes(1).toNanos();
            lane.advance(Duration.ofMinutes(1));
            sends(minute);
        }

        assertThat(hears("subscribe chat")).contains("chat - opens ask_7").endsWith("ask_7 10 7");
        assertThat(bob).isNotNull();
        assertThat(toldToLateComers()).isEqualTo(2);
    }

    private long toldToLateComers() {
        return hub.kernel()
                .broker()
                .attach(CHAT.openStreams())
                .toCompletableFuture()
                .join()
                .offset();
    }

    @Test
    @DisplayName("an end that the engine made had no event, and no dialect could say what had ended")
    void endsByTheEventThatItWasOpenedWith() {
        hub = builder().channelDefaults(StreamTest.WITH_STREAMS).build();
        NotedDialect dialect = new NotedDialect();
        Peer ann = Peer.connect(hub, lane, dialect, Peer.user("ann")).says("subscribe chat");
        hub.publish(CHAT, StreamEntry.open("ask_7", "ask.response"));
        lane.run();

        isHereFor(Duration.ofMinutes(7), ann);

        assertThat(dialect.frames())
                .filteredOn(StreamEnd.class::isInstance)
                .extracting(end -> ((StreamEnd) end).publication().message().event())
                .containsExactly("ask.response");
    }

    @Test
    @DisplayName("a stream whose writer died did not end for those who read it")
    void endsForItsReadersWhenNobodyWritesItAnyMore() {
        hub = builder().channelDefaults(StreamTest.WITH_STREAMS).build();
        Peer ann = Peer.known(hub, lane, "ann").says("subscribe chat");
        hub.publish(CHAT, StreamEntry.open("ask_7", "ask.response"));
        hub.publish(CHAT.stream("ask_7"), StreamEntry.chunk("", AnyPayload.of("0")));
        lane.run();
        ann.hears();

        isHereFor(Duration.ofMinutes(6), ann);
        assertThat(ann.hears()).doesNotContain("chat - ends ask_7 after 0: TIMEOUT");
        assertThat(streamsReadBy("ann")).isOne();
        isHereFor(Duration.ofMinutes(1), ann);

        assertThat(ann.hears()).contains("chat - ends ask_7 after 0: TIMEOUT");
        assertThat(streamsReadBy("ann")).isZero();
    }

    private void isHereFor(Duration time, Peer peer) {
        for (long seconds = 0; seconds < time.toSeconds(); seconds += 30) {
            lane.advance(Duration.ofSeconds(30));
            peer.says("ping");
        }
    }

    private int streamsReadBy(String user) {
        Connection connection = connectionOf(user);
        return connection.subscriptions().streams(connection).size();
    }
}
