package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.Limits;
import dev.realtime.core.Quotas;
import dev.realtime.core.Rate;
import dev.realtime.core.UserId;
import dev.realtime.core.spi.Authorizer;
import dev.realtime.core.spi.Authorizer.Action;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("A stream that a client writes")
class ClientStreamTest extends OneLaneHub {

    private Peer ann;
    private Peer bob;

    @BeforeEach
    void connect() {
        start(Limits.DEFAULT, Authorizer.everything());
    }

    private void start(Limits limits, Authorizer authorizer) {
        hub = builder()
                .limits(limits)
                .authorizer(authorizer)
                .channelDefaults(StreamTest.WITH_STREAMS)
                .build();
        ann = Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty()).says("connect token-ann - chat");
        bob = Peer.known(hub, lane, "bob").says("subscribe chat");
        ann.hears();
        bob.hears();
    }

    /** What bob hears, with the id that the server gave the stream as {@code S}. */
    private List<String> bobHears() {
        return bob.hears().stream()
                .map(line -> line.replaceAll("s_[A-Za-z0-9_-]{16}", "S"))
                .toList();
    }

    private Peer annComesBack(String secret) {
        return Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty())
                .says("connect token-ann " + secret + " chat=" + epochOf(CHAT) + ":1");
    }

    private String secret() {
        return hub.kernel().sessions().secretOf(connectionOf("ann").client(), UserId.of("ann"));
    }

    @Test
    void isReadByTheOthersOfItsChannel() {
        ann.says("open draft chat note", "chunk draft 0 a", "chunk draft 1 b", "end draft ab");

        assertThat(bobHears()).containsExactly("chat 1 opens S", "S 0 a", "S 1 b", "chat 2 ends S after 2: ab");
    }

    @Test
    void isAcknowledgedAndNotShownToItself() {
        ann.says("open draft chat note", "chunk draft 0 a", "chunk draft 1 b", "end draft ab");
        lane.advance(Duration.ofSeconds(1));

        assertThat(ann.hears()).containsExactly("ack 1", "ack 1", "ack 2", "ack 2", "position chat 2");
    }

    @Test
    void isNotShownToItselfWhenItComesLate() {
        ann.says("open draft chat note", "chunk draft 0 a").hears();

        ann.says("unsubscribe chat", "subscribe chat");

        assertThat(ann.hears()).containsExactly("unsubscribed chat", "subscribed chat at 1 NEW");
    }

    @Test
    void isToldFromAnothersOfTheSameName() {
        Peer cid = Peer.known(hub, lane, "cid");
        ann.says("open draft chat note", "chunk draft 0 a");
        cid.says("open draft chat note", "chunk draft 0 c", "end draft");
        ann.says("chunk draft 1 b");

        assertThat(bobHears())
                .containsExactly(
                        "chat 1 opens S", "S 0 a", "chat 2 opens S", "S 0 c", "chat 3 ends S after 1: null", "S 1 b");
    }

    @Test
    void mayHaveTheNameOfOneThatHasEnded() {
        ann.says("open draft chat note", "chunk draft 0 a", "end draft").hears();

        ann.says("open draft chat note", "chunk draft 0 b", "end draft");

        assertThat(ann.hears()).containsExactly("ack 3", "ack 1", "ack 4");
        assertThat(bobHears()).endsWith("chat 3 opens S", "S 0 b", "chat 4 ends S after 1: null");
    }

    @Test
    void failsForAReasonThatReadersAreTold() {
        ann.says("open draft chat note", "fail draft mistake");

        assertThat(bobHears()).endsWith("chat 2 ends S after 0: mistake");
    }

    @Test
    void needsThePermissionToPublish() {
        start(Limits.DEFAULT, (who, action, channel) -> CompletableFuture.completedFuture(action == Action.SUBSCRIBE));

        ann.says("open draft chat note", "chunk draft 0 a");

        assertThat(ann.hears()).containsExactly("failure PERMISSION_DENIED", "failure CONFLICT");
        assertThat(bobHears()).isEmpty();
    }

    @Test
    void isNotForPersonalChannelsNorFeeds() {
        ann.says("open draft user:ann note", "open draft chat:* note");

        assertThat(ann.hears()).containsExactly("failure PERMISSION_DENIED", "failure PERMISSION_DENIED");
    }

    @Test
    void isNotForChannelsWithoutStreams() {
        hub = builder().build();
        ann = Peer.known(hub, lane, "ann");
        ann.hears();

        ann.says("open draft chat note");

        assertThat(ann.hears()).containsExactly("failure NOT_AVAILABLE");
    }

    @Test
    void needsANameThatIsOne() {
        ann.says("open no/name chat note", "open draft no/name note", "chunk ! 0 a", "end !");

        assertThat(ann.hears()).hasSize(4).containsOnly("failure BAD_REQUEST");
    }

    @Test
    @DisplayName("MS20: a chunk that comes again is no second one")
    void takesAChunkOnce() {
        ann.says("open draft chat note", "chunk draft 0 a", "chunk draft 0 a", "chunk draft 1 b", "chunk draft 0 a");

        assertThat(ann.hears()).containsExactly("ack 1", "ack 1", "ack 1", "ack 2", "ack 1");
        assertThat(bobHears()).containsExactly("chat 1 opens S", "S 0 a", "S 1 b");
    }

    @Test
    @DisplayName("MS20: what follows a missing chunk does not take its place")
    void refusesAHole() {
        ann.says("open draft chat note", "chunk draft 0 a", "chunk draft 2 c", "chunk draft 1 b", "chunk draft -1 z");

        assertThat(ann.hears())
                .containsExactly("ack 1", "ack 1", "failure BAD_REQUEST", "ack 2", "failure BAD_REQUEST");
        assertThat(bobHears()).containsExactly("chat 1 opens S", "S 0 a", "S 1 b");
    }

    @Test
    void isUnknownBeforeItsOpenAndAfterItsEnd() {
        ann.says("chunk draft 0 a", "end draft", "open draft chat note", "end draft", "chunk draft 0 a", "end draft");

        assertThat(ann.hears())
                .containsExactly(
                        "failure CONFLICT",
                        "failure CONFLICT",
                        "ack 1",
                        "ack 2",
                        "failure CONFLICT",
                        "failure CONFLICT");
    }

    @Test
    void isOpenedOnce() {
        ann.says("open draft chat note", "open draft chat note", "open draft chat other", "open draft news note");

        assertThat(ann.hears()).containsExactly("ack 1", "ack 1", "failure CONFLICT", "failure CONFLICT");
        assertThat(bobHears()).containsExactly("chat 1 opens S");
    }

    @Test
    void isOneOfAFew() {
        start(Limits.DEFAULT.with(limits -> limits.maxStreamsPerConnection = 1), Authorizer.everything());

        ann.says("open one chat note", "open two chat note", "end one", "open two chat note");

        assertThat(ann.hears()).containsExactly("ack 1", "failure LIMIT_EXCEEDED", "ack 2", "ack 3");
    }

    @Test
    @DisplayName("one user could write all the streams of a node")
    void isOneOfAFewOfItsUser() {
        start(Limits.DEFAULT.with(limits -> limits.maxStreamsPerUser = 2), Authorizer.everything());
        Peer other = Peer.known(hub, lane, "ann");
        other.hears();

        ann.says("open one chat note");
        other.says("open two chat note", "open three chat note");
        bob.says("open one chat note");
        ann.says("end one");
        other.says("open three chat note");

        assertThat(ann.hears()).contains("ack 1", "ack 4");
        assertThat(other.hears()).containsExactly("ack 2", "failure LIMIT_EXCEEDED", "ack 5");
        assertThat(bobHears()).contains("ack 3");
    }

    @Test
    void isCountedUnderItsUserUntilItEndsThoughItsClientIsGone() {
        start(Limits.DEFAULT.with(limits -> limits.maxStreamsPerUser = 1), Authorizer.everything());
        ann.says("open one chat note").vanishes();
        Peer other = Peer.known(hub, lane, "ann");

        other.says("open two chat note");
        lane.advance(Duration.ofSeconds(50));
        other.says("ping");
        lane.advance(Duration.ofSeconds(12));
        other.says("open two chat note");

        assertThat(other.hears()).contains("failure LIMIT_EXCEEDED").endsWith("ack 3");
    }

    @Test
    @DisplayName("clients could take all streams of a node, and its application had none")
    void leavesTheApplicationItsOwn() {
        start(Limits.DEFAULT.with(limits -> limits.maxStreams = 1), Authorizer.everything());
        ann.says("open one chat note");

        StreamPublisher stream = hub.openStream(CHAT, "ask.response");
        lane.run();
        ann.says("open two chat note");

        assertThat(stream.opened()).isCompleted();
        assertThat(ann.hears()).contains("failure LIMIT_EXCEEDED");
        assertThat(hub.kernel().streams()).isEqualTo(2);
    }

    @Test
    @DisplayName("a chunk sent with its open was refused while the permission was asked for")
    void keepsItsOrderWhileThePermissionIsAskedFor() {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        start(
                Limits.DEFAULT,
                (who, action, channel) -> action == Action.PUBLISH ? answer : CompletableFuture.completedFuture(true));

        ann.says("open draft chat note", "chunk draft 0 a", "end draft");
        assertThat(ann.hears()).isEmpty();
        answer.complete(true);
        lane.run();

        assertThat(ann.hears()).containsExactly("ack 1", "ack 1", "ack 2");
        assertThat(bobHears()).endsWith("S 0 a", "chat 2 ends S after 1: null");
    }

    @Test
    void keepsItsPlaceAmongItsClientsMessagesWhileThePermissionIsAskedFor() {
        Deque<CompletableFuture<Boolean>> answers = new ArrayDeque<>();
        CompletableFuture<Boolean> first = new CompletableFuture<>();
        answers.add(first);
        start(
                Limits.DEFAULT,
                (who, action, channel) -> action == Action.PUBLISH && !answers.isEmpty()
                        ? answers.remove()
                        : CompletableFuture.completedFuture(true));

        ann.says("open draft chat note", "publish! chat hi");
        first.complete(true);
        lane.run();

        assertThat(bobHears()).containsExactly("chat 1 opens S", "chat 2 hi");
    }

    @Nested
    @DisplayName("given a client that may have one command without an outcome")
    class OneCommandAtATime {

        private final CompletableFuture<Boolean> verdict = new CompletableFuture<>();

        @BeforeEach
        void asksForAPermission() {
            start(
                    Limits.DEFAULT.with(limits -> limits.maxOutstandingCommands = 1),
                    (who, action, channel) ->
                            action == Action.PUBLISH ? verdict : CompletableFuture.completedFuture(true));
            ann.says("open draft chat note");
            assertThat(ann.isRead()).isFalse();
        }

        @Test
        void letsItGoOnWhenItIsOpen() {
            verdict.complete(true);
            lane.run();

            assertThat(ann.hears()).containsExactly("ack 1");
            assertThat(ann.isRead()).isTrue();
        }

        @Test
        void letsItGoOnWhenItIsRefused() {
            verdict.complete(false);
            lane.run();

            assertThat(ann.hears()).containsExactly("failure PERMISSION_DENIED");
            assertThat(ann.isRead()).isTrue();
        }

        @Test
        void letsItGoOnWhenNobodyCanTell() {
            verdict.completeExceptionally(new IllegalStateException("away"));
            lane.run();

            assertThat(ann.hears()).containsExactly("failure INTERNAL_ERROR");
            assertThat(ann.isRead()).isTrue();
        }
    }

    @Test
    void isRefusedChunkByChunkWhileTheNodeHasNoRoom() {
        start(Limits.DEFAULT.with(limits -> limits.maxPendingPublishBytes = 300), Authorizer.everything());
        ann.says("open draft chat note", "chunk draft 0 " + "a".repeat(400), "chunk draft 1 b", "chunk draft 0 a");

        assertThat(ann.hears()).containsExactly("ack 1", "failure OVERLOADED", "failure BAD_REQUEST", "ack 1");
        assertThat(bobHears()).containsExactly("chat 1 opens S", "S 0 a");
    }

    @Test
    @DisplayName("an end sent with its chunks completed a stream from which a refused one was missing")
    void isNotCompletedWithoutAChunkThatWasRefused() {
        start(Limits.DEFAULT.with(limits -> limits.maxPendingPublishBytes = 300), Authorizer.everything());
        ann.says("open draft chat note", "chunk draft 0 a", "chunk draft 1 " + "b".repeat(400), "end draft");
        assertThat(ann.hears()).containsExactly("ack 1", "ack 1", "failure OVERLOADED", "failure BAD_REQUEST");

        ann.says("chunk draft 1 b", "end draft");

        assertThat(ann.hears()).containsExactly("ack 2", "ack 2");
        assertThat(bobHears()).containsExactly("chat 1 opens S", "S 0 a", "S 1 b", "chat 2 ends S after 2: null");
    }

    @Test
    void isNotCompletedWithoutWhatCameBehindARefusedChunk() {
        start(Limits.DEFAULT.with(limits -> limits.maxPendingPublishBytes = 300), Authorizer.everything());
        ann.says("open draft chat note", "chunk draft 0 " + "a".repeat(400), "chunk draft 1 b", "chunk draft 0 a");
        ann.hears();

        ann.says("end draft", "chunk draft 1 b", "end draft");

        assertThat(ann.hears()).containsExactly("failure BAD_REQUEST", "ack 2", "ack 2");
    }

    @Test
    void mayFailWithoutAChunkThatWasRefused() {
        start(Limits.DEFAULT.with(limits -> limits.maxPendingPublishBytes = 300), Authorizer.everything());

        ann.says("open draft chat note", "chunk draft 0 " + "a".repeat(400), "fail draft mistake");

        assertThat(bobHears()).containsExactly("chat 1 opens S", "chat 2 ends S after 0: mistake");
    }

    @Test
    @DisplayName("a stream was completed without a chunk that came too soon after others")
    void isNotCompletedWithoutAChunkThatWasOneTooMany() {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        start(
                Limits.DEFAULT.with(limits ->
                        limits.quotas = Quotas.DEFAULT.with(quotas -> quotas.messagesPerConnection = new Rate(1, 3))),
                (who, action, channel) -> action == Action.PUBLISH ? answer : CompletableFuture.completedFuture(true));
        lane.advance(Duration.ofSeconds(5));
        ann.says("open draft chat note", "chunk draft 0 a", "ping", "chunk draft 1 b");
        lane.advance(Duration.ofSeconds(1));
        ann.says("end draft");
        ann.hears();

        answer.complete(true);
        lane.run();

        assertThat(ann.hears()).containsExactly("ack 1", "ack 1", "failure BAD_REQUEST");
    }

    @Test
    void goesOnWhenItsClientComesBack() {
        ann.says("open draft chat note", "chunk draft 0 a");
        String secret = secret();
        ann.vanishes();
        lane.advance(Duration.ofSeconds(50));

        Peer again = annComesBack(secret);
        bob.says("ping");
        lane.advance(Duration.ofSeconds(50));
        again.hears();
        again.says("chunk draft 0 a", "chunk draft 1 b", "end draft ab");

        assertThat(again.hears()).containsExactly("ack 1", "ack 2", "ack 2");
        assertThat(bobHears())
                .contains("chat 1 opens S", "S 0 a", "S 1 b", "chat 2 ends S after 2: ab")
                .doesNotContain("chat 2 ends S after 1: ABANDONED");
    }

    @Test
    void isNotAnotherSessionsOfTheSameUser() {
        ann.says("open draft chat note", "chunk draft 0 a");

        Peer other = annComesBack("-");
        other.hears();
        other.says("chunk draft 1 b");

        assertThat(other.hears()).containsExactly("failure CONFLICT");
    }

    @Test
    void endsWhenItsClientStaysAway() {
        ann.says("open draft chat note", "chunk draft 0 a");
        ann.vanishes();
        bobHears();

        lane.advance(Duration.ofSeconds(59));
        bob.says("ping");
        assertThat(bobHears()).doesNotContain("chat 2 ends S after 1: ABANDONED");
        lane.advance(Duration.ofSeconds(3));

        assertThat(bobHears()).endsWith("chat 2 ends S after 1: ABANDONED");
        assertThat(hub.kernel().streams()).isZero();
    }

    @Test
    @DisplayName("the old connection of a client that is back already ended its streams")
    void survivesThatAnOldConnectionIsFoundDeadLate() {
        ann.says("open draft chat note", "chunk draft 0 a");
        Peer again = annComesBack(secret());
        ann.vanishes();
        again.hears();

        for (int i = 0; i < 4; i++) {
            lane.advance(Duration.ofSeconds(25));
            again.says("ping");
        }
        again.hears();
        again.says("chunk draft 1 b");

        assertThat(again.hears()).containsExactly("ack 2");
    }

    @Test
    @DisplayName("a late chunk of the old connection made the client one that went with it")
    void survivesTheOldConnectionOfAClientThatIsBackThoughItSpeaksLate() {
        ann.says("open draft chat note", "chunk draft 0 a");
        Connection old = connectionOf("ann");
        Peer again = annComesBack(secret());
        ClientStreams streams = lane1().streams().knownClient(old.client()).orElseThrow();
        streams.chunk(old, "draft", 1, AnyPayload.of("b"));
        streams.gone(old);
        lane.run();

        for (int i = 0; i < 4; i++) {
            lane.advance(Duration.ofSeconds(25));
            again.says("ping");
        }
        again.hears();
        again.says("chunk draft 2 c");

        assertThat(again.hears()).containsExactly("ack 3");
    }

    @Test
    @DisplayName("AU19: a stream went on although its client might publish no longer")
    void endsWhenItsClientMayPublishNoLonger() {
        boolean[] may = {true};
        start(
                Limits.DEFAULT,
                (who, action, channel) -> CompletableFuture.completedFuture(action == Action.SUBSCRIBE || may[0]));
        ann.says("open draft chat note", "chunk draft 0 a");

        ann.says("refresh token-ann", "chunk draft 1 b");
        may[0] = false;
        ann.says("refresh token-ann", "chunk draft 2 c");

        assertThat(ann.hears()).endsWith("failure CONFLICT");
        assertThat(bobHears()).endsWith("S 1 b", "chat 2 ends S after 2: PERMISSION_DENIED");
    }

    @Test
    @DisplayName(
            "AU19: a stream that was asked for before the token changed was opened, and nobody asked about it again")
    void endsWhenItIsOpenedByAnAnswerAboutTheTokenBefore() {
        boolean[] may = {true};
        CompletableFuture<Boolean> old = new CompletableFuture<>();
        start(
                Limits.DEFAULT,
                (who, action, channel) -> action == Action.SUBSCRIBE
                        ? CompletableFuture.completedFuture(true)
                        : may[0] ? old : CompletableFuture.completedFuture(false));
        ann.says("open draft chat note");
        may[0] = false;
        ann.says("refresh token-ann");

        old.complete(true);
        lane.run();

        assertThat(bobHears()).containsExactly("chat 1 opens S", "chat 2 ends S after 0: PERMISSION_DENIED");
    }

    @Test
    @DisplayName("a client's stream was ended as forbidden where nobody could tell")
    void endsAsNotAvailableWhereNobodyCanTell() {
        boolean[] away = {false};
        start(
                Limits.DEFAULT,
                (who, action, channel) -> away[0] && action == Action.PUBLISH
                        ? CompletableFuture.failedFuture(new IllegalStateException("away"))
                        : CompletableFuture.completedFuture(true));
        ann.says("open draft chat note");
        away[0] = true;

        ann.says("refresh token-ann");

        assertThat(bobHears()).endsWith("chat 2 ends S after 0: NOT_AVAILABLE");
    }

    @Test
    @DisplayName("AU19: a client came back with less and went on")
    void endsWhenItsClientComesBackWithLess() {
        boolean[] may = {true};
        start(
                Limits.DEFAULT,
                (who, action, channel) -> CompletableFuture.completedFuture(action == Action.SUBSCRIBE || may[0]));
        ann.says("open draft chat note", "chunk draft 0 a");
        String secret = secret();
        ann.vanishes();
        may[0] = false;

        annComesBack(secret);

        assertThat(bobHears()).endsWith("chat 2 ends S after 1: PERMISSION_DENIED");
    }

    @Test
    void leavesNothingBehind() {
        ann.says("open draft chat note", "chunk draft 0 a", "end draft");
        ann.vanishes();
        bob.vanishes();
        lane.advance(Duration.ofSeconds(3));

        assertThat(lane1().streams().knownClient("ann")).isEmpty();
        assertThat(lane1().streams().sweep(lane.nanos())).isFalse();
        assertThat(lane1().audiences()).isEmpty();
    }

    @Test
    void doesNotHoldBackMessages() {
        ann.says("open draft chat note", "publish! chat hi", "chunk draft 0 a", "end draft");

        assertThat(bobHears())
                .filteredOn(line -> line.startsWith("chat"))
                .containsExactly("chat 1 opens S", "chat 2 hi", "chat 3 ends S after 1: null");
    }
}
