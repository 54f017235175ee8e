package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.Message;
import dev.realtime.core.RefusedException;
import dev.realtime.core.StreamPosition;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A publish with an idempotency key")
class IdempotentPublishTest extends OneLaneHub {

    @Test
    void isDoneOnceHoweverOftenItIsRepeated() {
        Peer ann = Peer.known(hub, lane, "ann").says("subscribe chat");
        ann.hears();

        ann.says("publish chat 7 =k", "publish chat 8", "publish chat 7 =k");

        assertThat(ann.hears()).containsExactly("ack 1", "ack 2", "ack 1", "chat 1 7", "chat 2 8");
    }

    @Test
    @DisplayName("MS17: is refused when the key comes back with another payload")
    void isRefusedWhenItsKeyMeansSomethingElse() {
        Peer ann = Peer.known(hub, lane, "ann").says("publish chat 7 =k");
        ann.hears();

        assertThat(ann.says("publish chat 8 =k").hears()).containsExactly("failure CONFLICT");
        assertThat(ann.says("publish chat 7 =k").hears()).containsExactly("ack 1");
    }

    @Test
    void isAnActOfItsUserInItsChannel() {
        Peer ann = Peer.known(hub, lane, "ann");
        Peer bob = Peer.known(hub, lane, "bob");
        ann.hears();
        bob.hears();

        assertThat(ann.says("publish chat 1 =k").hears()).containsExactly("ack 1");
        assertThat(bob.says("publish chat 1 =k").hears()).containsExactly("ack 2");
        assertThat(ann.says("publish news 1 =k").hears()).containsExactly("ack 1");
    }

    @Test
    void isKnownAgainWhereverItsUserSendsItFrom() {
        Peer.known(hub, lane, "ann").says("publish chat 1 =k");
        Peer other = Peer.known(hub, lane, "ann");
        other.hears();

        assertThat(other.says("publish chat 1 =k").hears()).containsExactly("ack 1");
    }

    @Test
    void isNotTheServersOwnOfTheSameName() {
        Peer ann = Peer.known(hub, lane, "ann").says("publish chat 1 =k");
        ann.hears();

        assertThat(publish("k", "1").join().offset()).isEqualTo(2);
        assertThat(publish("k", "1").join().offset()).isEqualTo(2);
        assertThatThrownBy(() -> publish("k", "2").join())
                .cause()
                .isInstanceOfSatisfying(RefusedException.class, refusal -> assertThat(refusal.code())
                        .isEqualTo(ErrorCode.CONFLICT));
    }

    private CompletableFuture<StreamPosition> publish(String key, String json) {
        CompletableFuture<StreamPosition> outcome = hub.publish(
                        CHAT, Message.of(AnyPayload.of(json)).idempotencyKey(key))
                .toCompletableFuture();
        lane.run();
        return outcome;
    }
}
