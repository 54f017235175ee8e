package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Readers of one channel")
class SharingTest extends OneLaneHub {

    @Test
    void areGivenTheSameBatchWhereTheyStandAtTheSamePlace() {
        Peer bob = subscriber("bob");
        Peer cid = subscriber("cid");

        publishes(1);

        assertThat(bob.lastBatch().count()).isOne();
        assertThat(cid.lastBatch()).isSameAs(bob.lastBatch());
    }

    @Test
    void areGivenTheSameBatchOfAMessageThatIsLargerThanAWriteMayBe() {
        hub = builder()
                .limits(Limits.DEFAULT.with(limits -> limits.maxWriteBytes = 7))
                .build();
        Peer bob = subscriber("bob");
        Peer cid = subscriber("cid");

        publishes(1);

        assertThat(cid.lastBatch()).isSameAs(bob.lastBatch());
    }

    @Test
    void areGivenTheSameBatchAlsoIfOthersStandElsewhere() {
        Peer bob = subscriber("bob").takesAtMost(0);
        Peer cid = subscriber("cid");
        Peer dan = subscriber("dan").takesAtMost(0);
        publishes(1);
        bob.takesAtMost(9);
        dan.takesAtMost(9);

        publishes(1);

        assertThat(bob.lastBatch().count()).isEqualTo(2);
        assertThat(dan.lastBatch()).isSameAs(bob.lastBatch());
        assertThat(cid.lastBatch().count()).isOne();
    }

    @Test
    void areGivenBatchesOfTheirOwnWhereTheySpeakOtherDialects() {
        Peer bob = subscriber("bob");
        Peer cid = Peer.connect(hub, lane, new NotedDialect(), Peer.user("cid")).says("subscribe chat");

        publishes(1);

        assertThat(cid.lastBatch()).isNotSameAs(bob.lastBatch());
        assertThat(cid.hears()).endsWith("chat 1 1");
    }

    @Test
    void doNotGetTheirOwnMessageInABatchOfAll() {
        Peer ann = subscriber("ann");
        Peer bob = subscriber("bob");
        ann.hears();
        String client = connectionOf("ann").client();

        hub.publish(CHAT, message("1").from(client).withoutEcho());
        hub.publish(CHAT, message("2"));
        lane.run();

        assertThat(ann.hears()).containsExactly("chat 2 2");
        assertThat(bob.hears()).endsWith("chat 1 1", "chat 2 2");
    }

    @Test
    void endTheJoinedFormOfABatchWithTheTurn() {
        List<String> ended = new ArrayList<>();
        Peer bob = subscriber("bob");
        bob.meanwhile(() -> bob.lastBatch().joined(batch -> (AutoCloseable) () -> ended.add("ended")));

        hub.publish(CHAT, message("1"));
        assertThat(ended).isEmpty();
        lane.run();

        assertThat(ended).containsExactly("ended");
    }

    @Test
    void haveNoBatchOfATurnBeforeEndedAgain() {
        List<String> ended = new ArrayList<>();
        Peer bob = subscriber("bob");
        publishes(1);
        bob.lastBatch().joined(batch -> (AutoCloseable) () -> ended.add("ended"));

        publishes(1);

        assertThat(ended).isEmpty();
    }

    @Test
    void haveEachMessageEncodedOnceAlsoIfTheyComeToItInDifferentTurns() {
        NotedDialect dialect = new NotedDialect();
        List<Peer> peers = IntStream.range(0, 5)
                .mapToObj(i ->
                        Peer.connect(hub, lane, dialect, Peer.user("u" + i)).says("subscribe chat"))
                .toList();
        peers.get(0).stopsReading();
        publishes(1);
        dialect.forget();

        publishes(2);
        peers.get(0).readsAgain();

        assertThat(dialect.frames()).hasSize(2);
        assertThat(peers).allSatisfy(peer -> assertThat(peer.hears()).endsWith("chat 2 1", "chat 3 2"));
    }

    @Test
    void goWithoutAMessageThatTheirDialectCannotEncode() {
        Peer bob = subscriber("bob");
        bob.hears();

        hub.publish(CHAT, message("unspeakable"));
        hub.publish(CHAT, message("2"));
        lane.run();

        assertThat(bob.hears()).containsExactly("chat 2 2");
        assertThat(bob.closedWith()).isZero();
    }

    private Peer subscriber(String user) {
        return Peer.known(hub, lane, user).says("subscribe chat");
    }
}
