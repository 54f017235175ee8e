package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.Limits;
import dev.realtime.core.Message;
import dev.realtime.core.Publication;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.UserId;
import dev.realtime.core.spi.Authorizer;
import dev.realtime.core.spi.Authorizer.Action;
import dev.realtime.core.spi.Broker.Page;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A reader that has heard enough of a stream")
class StreamCancelTest extends OneLaneHub {

    private Peer ann;

    @BeforeEach
    void subscribe() {
        start(Authorizer.everything());
    }

    private void start(Authorizer authorizer) {
        hub = builder()
                .authorizer(authorizer)
                .channelDefaults(StreamTest.WITH_STREAMS)
                .build();
        ann = Peer.known(hub, lane, "ann").says("subscribe chat");
        ann.hears();
    }

    private static Authorizer mayNotPublish() {
        return (who, action, channel) -> CompletableFuture.completedFuture(action != Action.PUBLISH);
    }

    private StreamPublisher openInChat() {
        StreamPublisher stream = hub.openStream(CHAT, "ask.response", "ask_7");
        lane.run();
        ann.hears();
        return stream;
    }

    @Test
    void isHeardByTheApplicationThatEndsIt() {
        StreamPublisher stream = openInChat();
        stream.cancelled().thenRun(() -> stream.fail("cancelled"));
        assertThat(stream.cancelled()).isNotCompleted();

        ann.says("cancel ask_7");

        assertThat(stream.cancelled()).isCompleted();
        assertThat(ann.hears())
                .contains("chat 2 ends ask_7 after 0: cancelled")
                .anyMatch(line -> line.startsWith("reply"));
    }

    @Test
    @DisplayName("a writer never heard of a cancel if the broker was away when its stream began")
    void isHeardByAWriterWhoseBrokerWasAwayAtFirst() {
        DoubtfulBroker broker = new DoubtfulBroker(lane);
        broker.attachesNot = CHAT.openStreams();
        hub = builder().broker(broker).channelDefaults(StreamTest.WITH_STREAMS).build();
        ann = Peer.known(hub, lane, "ann").says("subscribe chat");
        StreamPublisher stream = openInChat();
        StreamPublisher other = hub.openStream(CHAT, "ask.response", "7");
        lane.run();
        ann.says("cancel ask_7");
        lane.advance(Duration.ofSeconds(3));
        assertThat(stream.cancelled()).isNotCompleted();

        broker.attachesNot = null;
        lane.advance(Duration.ofSeconds(2));

        assertThat(stream.cancelled()).isCompleted();
        assertThat(other.cancelled()).isNotCompleted();
        ann.says("cancel 7");
        assertThat(other.cancelled()).isCompleted();
    }

    @Nested
    @DisplayName("given a log of open streams that began anew")
    class LogBeganAnew {

        private final PagesBroker broker = new PagesBroker().top("e", 0);
        private StreamPublisher stream;

        @BeforeEach
        void open() {
            hub = builder()
                    .broker(broker)
                    .channelDefaults(StreamTest.WITH_STREAMS)
                    .build();
            stream = hub.openStream(CHAT, "ask.response");
            lane.run();
        }

        private void finds(Message... entries) {
            List<Publication> found = new ArrayList<>();
            for (Message entry : entries) {
                found.add(new Publication(found.size() + 1, 0, entry));
            }
            broker.answers(new Page.Latest(found, 0, false, new StreamPosition("f", found.size())));
            lane.run();
        }

        @Test
        @DisplayName("a writer missed a cancel that its node was not told of, the first entry of a new log")
        void isHeardThoughOnlyWhatFollowsIsTold() {
            broker.tells(CHAT.openStreams(), "f", 2, StreamEntry.open("other", "ask.response"));
            lane.run();

            finds(StreamEntry.cancel(stream.id()), StreamEntry.open("other", "ask.response"));

            assertThat(stream.cancelled()).isCompleted();
        }

        @Test
        void isHeardThoughTheNewLogWasFoundByReading() {
            broker.tells(CHAT.openStreams(), "e", 9, StreamEntry.open("other", "ask.response"));
            broker.answers(new Page.Lost(Page.Lost.Reason.EPOCH, 1, new StreamPosition("f", 1)));
            lane.run();

            finds(StreamEntry.cancel(stream.id()));

            assertThat(stream.cancelled()).isCompleted();
        }

        @Test
        void isHeardThoughItsEntryWasLetGoBeforeItWasTold() {
            broker.tells(CHAT.openStreams(), "e", 9, StreamEntry.open("other", "ask.response"));
            broker.answers(new Page.Lost(Page.Lost.Reason.EXPIRED, 9, new StreamPosition("e", 9)));
            lane.run();

            finds(StreamEntry.cancel(stream.id()));

            assertThat(stream.cancelled()).isCompleted();
        }

        @Test
        @DisplayName("a writer that could not look for what it missed never looked again")
        void isHeardWhenTheBrokerIsBackThatCouldNotBeAsked() {
            broker.tells(CHAT.openStreams(), "f", 2, StreamEntry.open("other", "ask.response"));
            broker.fails();
            lane.run();
            assertThat(stream.cancelled()).isNotCompleted();

            lane.advance(Duration.ofSeconds(2));
            finds(StreamEntry.cancel(stream.id()));

            assertThat(stream.cancelled()).isCompleted();
        }

        @Test
        void isNotTakenForOneThatReadsAnotherStream() {
            broker.tells(CHAT.openStreams(), "f", 1, StreamEntry.open("other", "ask.response"));
            lane.run();

            finds(StreamEntry.cancel("other"));
            lane.advance(Duration.ofSeconds(2));

            assertThat(stream.cancelled()).isNotCompleted();
            assertThat(broker.reads()).isZero();
        }
    }

    @Test
    void isHeardOfOneStreamAmongOthers() {
        StreamPublisher stream = openInChat();
        StreamPublisher other = hub.openStream(CHAT, "ask.response", "7");
        lane.run();

        ann.says("cancel ask_7");

        assertThat(stream.cancelled()).isCompleted();
        assertThat(other.cancelled()).isNotCompleted();
    }

    @Test
    @DisplayName("two streams of one name in two channels are told apart by the channel")
    void saysInWhichChannel() {
        StreamPublisher inChat = openInChat();
        StreamPublisher own = hub.openStream(UserId.of("ann"), "ask.response", "ask_7");
        lane.run();
        ann.hears();

        ann.says("cancel ask_7", "cancel ask_7 news");

        assertThat(ann.hears()).containsExactly("failure BAD_REQUEST", "failure PERMISSION_DENIED");
        assertThat(inChat.cancelled()).isNotCompleted();

        ann.says("cancel ask_7 chat");

        assertThat(inChat.cancelled()).isCompleted();
        assertThat(own.cancelled()).isNotCompleted();
    }

    @Test
    void leavesItToTheWriterWhetherItEnds() {
        StreamPublisher stream = openInChat();

        ann.says("cancel ask_7", "cancel ask_7").hears();
        stream.send(AnyPayload.of("0"));
        lane.run();

        assertThat(ann.hears()).containsExactly("ask_7 0 0");
    }

    @Test
    void isHeardByTheClientThatWritesItUnderTheNameItGaveIt() {
        Peer bob = Peer.known(hub, lane, "bob").says("open draft chat note", "chunk draft 0 b");
        bob.hears();
        String id = ann.hears().get(0).replace("chat 1 opens ", "");

        ann.says("cancel " + id);

        assertThat(bob.hears()).containsExactly("cancel draft");
    }

    @Test
    @DisplayName("a client that was away did not hear that its stream was cancelled")
    void isHeardByAClientThatWasAwayWhenItComesBack() {
        Peer bob = Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty())
                .says("connect token-bob", "open draft chat note");
        String id = ann.hears().get(0).replace("chat 1 opens ", "");
        String secret = hub.kernel().sessions().secretOf(connectionOf("bob").client(), UserId.of("bob"));
        bob.vanishes();

        ann.says("cancel " + id);
        Peer again =
                Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty()).says("connect token-bob " + secret);

        assertThat(again.hears()).contains("cancel draft");
    }

    @Test
    void needsThePermissionToPublishInASharedChannel() {
        start(mayNotPublish());
        StreamPublisher stream = openInChat();

        ann.says("cancel ask_7");

        assertThat(ann.hears()).containsExactly("failure PERMISSION_DENIED");
        assertThat(stream.cancelled()).isNotCompleted();
    }

    @Test
    void needsNoPermissionInItsOwnChannel() {
        start(mayNotPublish());
        StreamPublisher stream = hub.openStream(UserId.of("ann"), "ask.response", "ask_7");
        lane.run();

        ann.says("cancel ask_7");

        assertThat(stream.cancelled()).isCompleted();
    }

    @Test
    @DisplayName("a peer cannot tell a stream of others from none")
    void isOneThatReadsIt() {
        StreamPublisher others = hub.openStream(UserId.of("bob"), "ask.response", "ask_8");
        StreamPublisher ended = openInChat();
        ended.end();
        lane.run();
        ann.hears();

        ann.says("cancel ask_8", "cancel nothing", "cancel ask_7", "cancel no/name");

        assertThat(ann.hears()).hasSize(4).containsOnly("failure PERMISSION_DENIED");
        assertThat(others.cancelled()).isNotCompleted();
    }

    @Test
    void isToldOfAPermissionThatNobodyCanDecide() {
        start((who, action, channel) -> action == Action.PUBLISH
                ? CompletableFuture.failedFuture(new IllegalStateException("away"))
                : CompletableFuture.completedFuture(true));
        openInChat();

        ann.says("cancel ask_7", "ping");

        assertThat(ann.hears()).containsExactly("failure INTERNAL_ERROR", "pong");
    }

    @ParameterizedTest
    @EnumSource
    void isReadOnWhenItIsDecided(Verdict verdict) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        hub = builder()
                .authorizer((who, action, channel) ->
                        action == Action.PUBLISH ? answer : CompletableFuture.completedFuture(true))
                .limits(Limits.DEFAULT.with(limits -> limits.maxOutstandingCommands = 1))
                .channelDefaults(StreamTest.WITH_STREAMS)
                .build();
        ann = Peer.known(hub, lane, "ann").says("subscribe chat");
        openInChat();

        ann.says("cancel ask_7");
        assertThat(ann.isRead()).isFalse();
        verdict.complete(answer);
        lane.run();

        assertThat(ann.isRead()).isTrue();
        assertThat(ann.hears()).hasSize(1);
    }

    enum Verdict {
        YES {
            @Override
            void complete(CompletableFuture<Boolean> answer) {
                answer.complete(true);
            }
        },
        NO {
            @Override
            void complete(CompletableFuture<Boolean> answer) {
                answer.complete(false);
            }
        },
        NOBODY_KNOWS {
            @Override
            void complete(CompletableFuture<Boolean> answer) {
                answer.completeExceptionally(new IllegalStateException("away"));
            }
        };

        abstract void complete(CompletableFuture<Boolean> answer);
    }

    @Test
    void leavesNoCommandOutstanding() {
        openInChat();

        for (int i = 0; i < 40; i++) {
            ann.says("cancel ask_7", "cancel nothing");
        }

        assertThat(ann.isRead()).isTrue();
    }
}
