package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Payload;
import dev.realtime.core.Publication;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.Broker.Page;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A reader of a stream, on a node that hears of things late, or of some of them never")
class StreamLagTest extends OneLaneHub {

    private static final ChannelName LOG = CHAT.stream("ask_7");

    private final PagesBroker broker = new PagesBroker().top("e", 0);
    private Peer ann;

    @BeforeEach
    void hearOfTheFirstChunk() {
        hub = builder().broker(broker).channelDefaults(StreamTest.WITH_STREAMS).build();
        ann = Peer.known(hub, lane, "ann").says("subscribe chat");
        broker.answers(new Page.Latest(List.of(), 0, false, new StreamPosition("n", 0)));
        lane.run();
        ann.hears();
        broker.tells(CHAT, "e", 1, StreamEntry.open("ask_7", "ask.response"));
        lane.run();
        tellsChunk(1);
        assertThat(ann.hears()).containsExactly("chat 1 opens ask_7", "ask_7 0 0");
    }

    private void tellsChunk(long offset) {
        broker.tells(LOG, "e", offset, StreamEntry.chunk("", data(offset)));
        lane.run();
    }

    /** The end of a stream of so many chunks, and a message behind it. */
    private void tellsEnd(long chunks) {
        broker.tells(CHAT, "e", 2, StreamEntry.end(StreamEntry.open("ask_7", ""), chunks, AnyPayload.of("done"), ""));
        broker.tells(CHAT, "e", 3);
        lane.run();
    }

    private void finds(long from, long to) {
        List<Publication> chunks = LongStream.rangeClosed(from, to)
                .mapToObj(offset -> new Publication(offset, 0, StreamEntry.chunk("", data(offset))))
                .toList();
        broker.answers(new Page.Entries(chunks, new StreamPosition("e", Math.max(1, to))));
        lane.run();
    }

    private void loses(Page.Lost.Reason reason, long oldest, StreamPosition top) {
        broker.answers(new Page.Lost(reason, oldest, top));
        lane.run();
    }

    private static Payload data(long offset) {
        return AnyPayload.of("" + StreamCursor.seqAt(offset));
    }

    @Test
    void readsTheLastChunksFromTheBrokerWhenItHearsOfTheEndFirst() {
        tellsEnd(3);
        assertThat(ann.hears()).isEmpty();

        finds(2, 3);

        assertThat(ann.hears())
                .containsExactly("ask_7 1 1", "ask_7 2 2", "chat 2 ends ask_7 after 3: done", "chat 3 3");
    }

    @Test
    void takesNoChunkTwiceThatIsToldMeanwhile() {
        tellsEnd(3);
        tellsChunk(2);
        tellsChunk(3);

        finds(2, 3);

        assertThat(ann.hears())
                .containsExactly("ask_7 1 1", "ask_7 2 2", "chat 2 ends ask_7 after 3: done", "chat 3 3");
    }

    @Test
    @DisplayName("chunks that nobody has held the channel up for ever")
    void goesOnWithoutChunksThatTheBrokerDoesNotHave() {
        tellsEnd(3);

        finds(2, 1);

        assertThat(ann.hears()).containsExactly("ask_7 gap 1-2 EVICTED", "chat 2 ends ask_7 after 3: done", "chat 3 3");
    }

    @Test
    void goesOnWithoutChunksThatExpired() {
        tellsEnd(3);

        loses(Page.Lost.Reason.EXPIRED, 3, new StreamPosition("e", 3));
        finds(3, 3);

        assertThat(ann.hears())
                .containsExactly("ask_7 gap 1-1 EVICTED", "ask_7 2 2", "chat 2 ends ask_7 after 3: done", "chat 3 3");
    }

    @Test
    void goesOnWithoutAllThatExpired() {
        tellsEnd(3);

        loses(Page.Lost.Reason.EXPIRED, 4, new StreamPosition("e", 3));

        assertThat(ann.hears()).containsExactly("ask_7 gap 1-2 EVICTED", "chat 2 ends ask_7 after 3: done", "chat 3 3");
    }

    @Test
    void goesOnWithoutTheRestOfALogThatBeganAnew() {
        tellsEnd(3);

        loses(Page.Lost.Reason.EPOCH, 1, new StreamPosition("f", 1));

        assertThat(ann.hears()).containsExactly("ask_7 gap 1-2 EVICTED", "chat 2 ends ask_7 after 3: done", "chat 3 3");
    }

    @Test
    @DisplayName("chunks of another epoch count from the beginning again and are others")
    void takesNoChunkOfALogThatBeganAnewInTheMiddle() {
        broker.tells(LOG, "f", 1, StreamEntry.chunk("", data(9)));
        lane.run();
        assertThat(ann.hears()).isEmpty();

        tellsEnd(3);

        assertThat(ann.hears()).containsExactly("ask_7 gap 1-2 EVICTED", "chat 2 ends ask_7 after 3: done", "chat 3 3");
    }

    @Test
    void isSentAwayToComeBackWhenTheBrokerCannotBeAsked() {
        tellsEnd(3);

        broker.fails();
        lane.run();

        assertThat(ann.closedWith()).isEqualTo(4005);
    }

    @Test
    void asksNobodyForChunksThatItsWindowHas() {
        ann.takesAtMost(1).stopsReading();
        broker.tells(LOG, "e", 2, StreamEntry.chunk("", data(2)));
        broker.tells(LOG, "e", 3, StreamEntry.chunk("", data(3)));
        tellsEnd(3);

        assertThat(broker.reads()).isZero();
        assertThat(ann.takesAtMost(9).readsAgain().hears())
                .containsExactly("ask_7 1 1", "ask_7 2 2", "chat 2 ends ask_7 after 3: done", "chat 3 3");
    }

    @Test
    @DisplayName("a channel that waited for the chunks of a stream goes on when the stream is given up")
    void readsTheChannelOnWhenItGivesTheStreamUp() {
        tellsEnd(3);

        for (int i = 0; i < 14; i++) {
            lane.advance(Duration.ofSeconds(30));
            ann.says("ping");
        }

        assertThat(ann.hears())
                .containsSubsequence(
                        "chat - ends ask_7 after 0: TIMEOUT", "chat 2 ends ask_7 after 3: done", "chat 3 3");
    }

    @Test
    void isShownOpenStreamsPageByPage() {
        Peer bob = Peer.known(hub, lane, "bob");
        bob.hears();
        bob.says("subscribe chat");

        broker.answers(openStreams(true, 5, "one"));
        lane.run();
        broker.answers(openStreams(false, 9, "two"));
        lane.run();

        assertThat(bob.hears()).containsExactly("subscribed chat at 1 NEW", "chat - opens one", "chat - opens two");
    }

    @Test
    void isShownTheOpenStreamsOfAPageThatIsFollowedByNothing() {
        Peer bob = Peer.known(hub, lane, "bob");
        bob.hears();
        bob.says("subscribe chat");

        broker.answers(new Page.Latest(List.of(), 0, true, new StreamPosition("n", 9)));
        lane.run();

        assertThat(bob.hears()).containsExactly("subscribed chat at 1 NEW");
    }

    private static Page openStreams(boolean more, long offset, String id) {
        Publication open = new Publication(offset, 0, StreamEntry.open(id, "ask.response"));
        return new Page.Latest(List.of(open), 0, more, new StreamPosition("n", 9));
    }

    @Test
    void keepsNothingOfAStreamItHasRead() {
        tellsEnd(1);

        assertThat(ann.hears()).containsExactly("chat 2 ends ask_7 after 1: done", "chat 3 3");
        assertThat(lane1().audiences()).extracting(Audience::name).doesNotContain(LOG);
    }

    @Test
    void keepsNothingOfAStreamWhenItGoes() {
        tellsEnd(3);

        ann.vanishes();
        finds(2, 3);

        assertThat(lane1().audiences()).isEmpty();
    }

    @Test
    void readsTheChannelOnWhenItNoLongerReadsTheStream() {
        tellsEnd(3);

        ann.says("unsubscribe chat", "subscribe chat e:2 %ask_7=1");

        assertThat(ann.hears()).startsWith("unsubscribed chat");
    }
}
