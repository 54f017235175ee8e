package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The end of a stream")
class StreamEndTest extends OneLaneHub {

    private final DoubtfulBroker broker = new DoubtfulBroker(lane);
    private StreamPublisher stream;
    private Peer ann;

    @BeforeEach
    void openAndSendOne() {
        hub = builder()
                .broker(broker)
                .channelDefaults(StreamTest.WITH_STREAMS.withoutHistory())
                .build();
        ann = Peer.known(hub, lane, "ann").says("subscribe chat");
        stream = hub.openStream(CHAT, "ask.response", "ask_7");
        lane.run();
        sends("0");
        ann.hears();
    }

    private void sends(String chunk) {
        stream.send(AnyPayload.of(chunk));
        lane.run();
    }

    @Test
    @DisplayName("a chunk that its writer did not know to be taken came after the end")
    void isTheLastThatIsToldOfIt() {
        ann.stopsReading().says("ping");
        publishes(1);
        broker.losesAnswersOf = CHAT.stream("ask_7");
        sends("1");

        ann.readsAgain();

        assertThat(ann.hears()).containsExactly("pong", "chat 2 1", "chat 3 ends ask_7 after 1: NOT_AVAILABLE");
    }

    @Test
    @DisplayName("a channel stood still at an end that its subscriber was told of before")
    void holdsNobodyUpWhoComesBackWhileItIsTold() {
        broker.holds = CHAT;
        stream.end(AnyPayload.of("done"));
        lane.run();
        broker.holds = null;
        Peer bob = Peer.known(hub, lane, "bob");
        bob.hears();

        bob.stopsReading().says("ping").says("subscribe chat before:1 %ask_7=0");
        broker.letsGo();
        publishes(1);
        bob.readsAgain();

        assertThat(bob.hears())
                .containsExactly(
                        "pong",
                        "subscribed chat at 1 EPOCH",
                        "ask_7 0 0",
                        "chat 2 ends ask_7 after 1: done",
                        "chat 3 1");
    }
}
