package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelTemplate;
import dev.realtime.core.Identity;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.UserId;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ClientFrame.SubscribeOptions;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.memory.MemoryBroker;
import dev.realtime.core.memory.SystemRandomness;
import dev.realtime.core.memory.SystemTicker;
import dev.realtime.core.spi.Admission;
import dev.realtime.core.spi.Broker;
import dev.realtime.core.spi.BrokerDecorator;
import dev.realtime.core.spi.Dialect;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A peer that can say nothing")
class ListenerTest extends OneLaneHub {

    private static final ChannelName NEWS = ChannelName.of("news");
    private static final UserId ANN = UserId.of("ann");

    private final Map<String, SubscribeOptions> asked = new LinkedHashMap<>();

    @Test
    void isSubscribedToWhatItsRequestAskedForAndToldWhereItStands() {
        publishes(2);
        asked.put("chat", SubscribeOptions.NONE);

        Peer ann = listens(LineDialect.IMPLICIT);

        assertThat(ann.hears())
                .containsExactly("subscribed chat at 2 NEW", "subscribed news at 0 NEW", "connected ann");
    }

    @Test
    @DisplayName("is greeted first where its dialect makes others speak first")
    void isGreetedAlthoughItDidNotSpeak() {
        Peer ann = listens(LineDialect.EXPLICIT);

        assertThat(ann.hears()).containsExactly("connected ann", "subscribed news at 0 NEW");
    }

    @Test
    void goesOnWhereItLeftOffInWhatItIsGivenAndInWhatItAskedFor() {
        hub.publish(NEWS, message("1"));
        hub.publish(NEWS, message("2"));
        publishes(3);
        asked.put("news", since(NEWS, 1));
        asked.put("chat", since(CHAT, 2));

        Peer ann = listens(LineDialect.IMPLICIT);

        assertThat(ann.hears())
                .contains("subscribed news at 1 RECOVERED", "subscribed chat at 2 RECOVERED")
                .contains("news 2 2", "chat 3 3")
                .doesNotContain("news 1 1", "chat 2 2");
    }

    @Test
    void staysWithWhatItMayReadAndIsToldWhatItMayNot() {
        hub = builder()
                .authorizer((who, action, channel) -> CompletableFuture.completedFuture(false))
                .build();
        asked.put("chat", SubscribeOptions.NONE);

        Peer ann = listens(LineDialect.IMPLICIT);
        hub.publish(NEWS, message("1"));
        lane.run();

        assertThat(ann.hears()).contains("failure PERMISSION_DENIED unasked", "news 1 1");
        assertThat(ann.closedWith()).isZero();
    }

    @Test
    @DisplayName("is sent away to come again where another would ask again")
    void isSentAwayWhereAnotherWouldAskAgain() {
        hub = builder().broker(new WithoutChat()).build();
        asked.put("chat", SubscribeOptions.NONE);

        Peer ann = listens(LineDialect.IMPLICIT);

        assertThat(ann.hears()).contains("failure NOT_AVAILABLE unasked", "goodbye INSUFFICIENT_STATE");
        assertThat(ann.closedWith()).isEqualTo(4005);
    }

    @Test
    @DisplayName("is told of its token's end when it is there, and goes with it")
    void goesWithItsToken() {
        Peer ann = listens(
                LineDialect.IMPLICIT,
                Identity.claimed(ANN).expiresAt(lane.instant().plusSeconds(20)));
        ann.hears();

        lane.advance(Duration.ofSeconds(18));
        assertThat(ann.hears()).isEmpty();

        lane.advance(Duration.ofSeconds(3));
        assertThat(ann.hears()).containsExactly("failure TOKEN_EXPIRED unasked", "goodbye TOKEN_EXPIRED");
        assertThat(ann.closedWith()).isEqualTo(4002);
    }

    private SubscribeOptions since(ChannelName channel, long offset) {
        return SubscribeOptions.since(new StreamPosition(epochOf(channel), offset));
    }

    private Peer listens(Dialect spoken) {
        return listens(spoken, Identity.claimed(ANN));
    }

    private Peer listens(Dialect spoken, Identity who) {
        return Peer.connect(
                hub,
                lane,
                new Admission.Accepted(
                        new Listening(spoken),
                        Optional.empty(),
                        Optional.of(who),
                        Peer.TOKENS,
                        "127.0.0.1",
                        List.of(new ChannelTemplate("news")),
                        asked));
    }

    /** Another dialect, spoken to peers that cannot answer. */
    private record Listening(Dialect spoken) implements Dialect {

        @Override
        public String name() {
            return spoken.name();
        }

        @Override
        public ClientFrame decode(byte[] utf8) {
            return spoken.decode(utf8);
        }

        @Override
        public ClientFrame decodeBinary(byte[] bytes) {
            return spoken.decodeBinary(bytes);
        }

        @Override
        public EncodedFrame encode(ServerFrame frame) {
            return spoken.encode(frame);
        }

        @Override
        public boolean startsWithConnect() {
            return spoken.startsWithConnect();
        }

        @Override
        public boolean listensOnly() {
            return true;
        }
    }

    /** A broker that does not find one channel. */
    private static final class WithoutChat extends BrokerDecorator {

        WithoutChat() {
            super(new MemoryBroker(1 << 20, SystemTicker.INSTANCE, Clock.systemUTC(), new SystemRandomness()));
        }

        @Override
        public CompletionStage<StreamPosition> attach(ChannelName channel) {
            return channel.equals(CHAT)
                    ? CompletableFuture.failedFuture(new Broker.UnavailableException("away", null))
                    : super.attach(channel);
        }
    }
}
