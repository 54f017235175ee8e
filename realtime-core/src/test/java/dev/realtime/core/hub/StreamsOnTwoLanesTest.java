package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.spi.Authorizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Streams on a hub of two lanes, with a reader on each")
class StreamsOnTwoLanesTest {

    private static final ChannelName CHAT = ChannelName.of("chat");

    private final ManualLane one = new ManualLane().oneOfSeveral();
    private final ManualLane two = new ManualLane().oneOfSeveral();
    private Hub hub;
    private Peer ann;
    private Peer bob;

    @BeforeEach
    void subscribe() {
        hub = Hub.builder()
                .lanes(List.of(one, two))
                .ticker(one)
                .authorizer(Authorizer.everything())
                .channelDefaults(StreamTest.WITH_STREAMS)
                .build();
        ann = Peer.known(hub, one, "ann");
        bob = Peer.known(hub, two, "bob");
        settle();
        ann.says("subscribe chat");
        bob.says("subscribe chat");
        settle();
        ann.hears();
        bob.hears();
    }

    private void settle() {
        for (int i = 0; i < 20; i++) {
            one.run();
            two.run();
        }
    }

    private static List<String> whole(String id) {
        return List.of(
                "chat 1 opens " + id, id + " 0 0", id + " 1 1", id + " 2 2", "chat 2 ends " + id + " after 3: done");
    }

    // The id decides on which lanes the stream's log and its writer live.
    @RepeatedTest(8)
    @DisplayName("an end overtook the chunks on its way between the lanes")
    void areReadFromTheirOpenToTheirEnd() {
        StreamPublisher stream = hub.openStream(CHAT, "ask.response");
        List<CompletionStage<Void>> sent = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            sent.add(stream.send(AnyPayload.of("" + i)));
        }
        stream.end(AnyPayload.of("done"));
        settle();

        assertThat(sent).allSatisfy(stage -> assertThat(stage).isCompleted());
        assertThat(ann.hears()).containsExactlyElementsOf(whole(stream.id()));
        assertThat(bob.hears()).containsExactlyElementsOf(whole(stream.id()));
    }

    @RepeatedTest(8)
    void areShownToThoseWhoComeLate() {
        StreamPublisher stream = hub.openStream(CHAT, "ask.response");
        stream.send(AnyPayload.of("0"));
        settle();
        Peer cid = Peer.known(hub, two, "cid");
        settle();
        cid.hears();

        cid.says("subscribe chat");
        settle();
        stream.end();
        settle();

        assertThat(cid.hears())
                .containsExactly(
                        "subscribed chat at 1 NEW",
                        "chat - opens " + stream.id(),
                        stream.id() + " 0 0",
                        "chat 2 ends " + stream.id() + " after 1: null");
    }

    @RepeatedTest(8)
    void areWrittenByClientsAndCancelledByOthers() {
        ann.says("open draft chat note", "chunk draft 0 a");
        settle();
        String id = bob.hears().get(0).replace("chat 1 opens ", "");

        bob.says("cancel " + id);
        settle();
        ann.says("chunk draft 1 b", "fail draft cancelled");
        settle();

        assertThat(ann.hears()).containsExactly("ack 1", "ack 1", "cancel draft", "ack 2", "ack 2");
        assertThat(bob.hears()).contains(id + " 1 b").endsWith("chat 2 ends " + id + " after 2: cancelled");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "b", "c", "d", "e", "f"})
    @DisplayName("a channel stood still at an end that came before its stream's log was attached")
    void holdNobodyUpWhoseChunksAreGone(String id) {
        Message open = StreamEntry.open(id, "ask.response");
        hub.publish(CHAT, open);
        hub.publish(CHAT, StreamEntry.end(open, 3, AnyPayload.of("done"), ""));
        settle();

        List<String> heard =
                List.of("chat 1 opens " + id, id + " gap 0-2 EVICTED", "chat 2 ends " + id + " after 3: done");
        assertThat(ann.hears()).containsExactlyElementsOf(heard);
        assertThat(bob.hears()).containsExactlyElementsOf(heard);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "b", "c", "d", "e", "f"})
    void endWithTheirSilenceThoughNobodyIsConnected(String id) {
        ann.vanishes();
        bob.vanishes();
        settle();
        passes(Duration.ofSeconds(10));
        hub.openStream(CHAT, "ask.response", id);
        settle();

        passes(Duration.ofSeconds(302));

        assertThat(hub.kernel().streams()).isZero();
    }

    @RepeatedTest(8)
    void endWhenTheirClientStaysAway() {
        ann.says("open draft chat note");
        settle();
        bob.vanishes();
        ann.vanishes();

        passes(Duration.ofSeconds(63));

        assertThat(hub.kernel().streams()).isZero();
    }

    private void passes(Duration time) {
        for (long second = 0; second < time.toSeconds(); second++) {
            one.advance(Duration.ofSeconds(1));
            two.advance(Duration.ofSeconds(1));
            settle();
        }
    }

    @Test
    void leaveNothingBehindOnEither() {
        ann.says("open draft chat note", "chunk draft 0 a", "end draft");
        settle();

        for (LaneHub lane : hub.kernel().lanes()) {
            assertThat(lane.streams().size()).isZero();
            assertThat(lane.audiences())
                    .extracting(Audience::name)
                    .noneMatch(name -> name.isStream() || name.isOpenStreams());
        }
        assertThat(hub.kernel().streams()).isZero();
    }
}
