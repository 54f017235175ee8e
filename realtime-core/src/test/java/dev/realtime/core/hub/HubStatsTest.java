package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelOptions;
import dev.realtime.core.ChannelOptions.Feature;
import dev.realtime.core.spi.Call;
import dev.realtime.core.spi.CallHandler;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a hub says it holds")
class HubStatsTest extends OneLaneHub {

    private static final long ENTRY_BYTES = Entry.sizeOf(message("1"));

    @Test
    void isNothingAtFirst() {
        HubStats stats = stats();

        assertThat(stats.connections()).isZero();
        assertThat(stats.waitingEntries()).isZero();
        assertThat(stats.waitingBytes()).isZero();
        assertThat(stats.streams()).isZero();
        assertThat(stats.publishBytes()).isZero();
        assertThat(stats.callBytes()).isZero();
    }

    @Test
    @DisplayName("are entries that the slowest has still to take, and not those that all have")
    void areEntriesThatWaitForTheSlowest() {
        Peer.known(hub, lane, "ann").says("subscribe chat");
        Peer bob = Peer.known(hub, lane, "bob").says("subscribe chat").stopsReading();

        publishes(4);
        assertThat(stats().waitingEntries()).isEqualTo(3);
        assertThat(stats().waitingBytes()).isEqualTo(3 * ENTRY_BYTES);

        bob.readsAgain();
        lane.advance(Duration.ofSeconds(1));
        assertThat(stats().waitingEntries()).isZero();
        assertThat(stats().waitingBytes()).isZero();
    }

    @Test
    void arePublishesThatTheBrokerHasNotAnswered() {
        HeldBroker broker = new HeldBroker();
        hub = builder().broker(broker).build();

        hub.publish(CHAT, message("1"));
        assertThat(stats().publishBytes()).isEqualTo(ENTRY_BYTES);

        broker.letGo();
        assertThat(stats().publishBytes()).isZero();
    }

    @Test
    void areCallsThatWaitForTheirHandler() {
        ManualPool pool = new ManualPool();
        hub = builder()
                .handlersOn(pool)
                .onCall("echo", CallHandler.answering(Call::data))
                .build();

        Peer.known(hub, lane, "ann").says("call echo 1");
        assertThat(stats().callBytes()).isPositive();

        pool.run();
        lane.run();
        assertThat(stats().callBytes()).isZero();
    }

    @Test
    void areStreamsThatItWrites() {
        hub = builder()
                .channels("chat", ChannelOptions.DEFAULT.with(Feature.STREAMS))
                .build();
        StreamPublisher stream = hub.openStream(CHAT, "ask");
        assertThat(stats().streams()).isOne();

        stream.end();
        lane.run();
        assertThat(stats().streams()).isZero();
    }
}
