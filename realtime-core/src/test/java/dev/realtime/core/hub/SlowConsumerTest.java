package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelOptions;
import dev.realtime.core.Limits;
import dev.realtime.core.SlowPolicy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A hub, given a peer that does not read")
class SlowConsumerTest extends OneLaneHub {

    @Test
    void cutsItWhenItIsTooManyBytesBehind() {
        hub = builder()
                .limits(Limits.DEFAULT.with(limits -> limits.maxLagBytes = 2_000))
                .build();
        Peer bob = Peer.known(hub, lane, "bob").says("subscribe chat").stopsReading();

        publishes(30);

        assertThat(bob.closedWith()).isEqualTo(4003);
    }

    @Test
    void tellsItWhatItMissedWhereTheChannelSkips() {
        hub = builder()
                .limits(Limits.DEFAULT.with(limits -> limits.maxLagBytes = 2_000))
                .channelDefaults(ChannelOptions.DEFAULT.slowPolicy(SlowPolicy.SKIP))
                .build();
        Peer bob = Peer.known(hub, lane, "bob").says("subscribe chat");
        bob.hears();
        bob.stopsReading();

        publishes(30);
        List<String> late = bob.readsAgain().hears();

        assertThat(bob.closedWith()).isZero();
        assertThat(late.get(0)).isEqualTo("chat 1 1");
        assertThat(late.get(1)).startsWith("gap chat 2-").endsWith(" SLOW");
        long gapEnd = Long.parseLong(late.get(1).replaceAll(".*-(\\d+) SLOW", "$1"));
        assertThat(late.subList(2, late.size())).hasSize((int) (30 - gapEnd));
    }

    @Test
    void cutsItWhenOneWriteTakesTooLong() {
        Peer bob = Peer.known(hub, lane, "bob").says("subscribe chat").stopsReading();
        publishes(1);

        lane.advance(Duration.ofSeconds(12));

        assertThat(bob.closedWith()).isEqualTo(4003);
    }

    @Test
    void holdsOnlyTheNewestPong() {
        Peer bob = Peer.known(hub, lane, "bob").stopsReading();
        bob.says("ping");
        bob.hears();

        for (int i = 0; i < 10_000; i++) {
            bob.pings("p" + i);
        }

        assertThat(bob.closedWith()).isZero();
        assertThat(bob.readsAgain().hears()).containsExactly("PONG p9999");
    }

    @Test
    void cutsItWhenItsRepliesPileUp() {
        Peer bob = Peer.known(hub, lane, "bob").stopsReading();

        for (int i = 0; i < 300; i++) {
            bob.says("ping");
        }

        assertThat(bob.closedWith()).isEqualTo(4003);
    }

    @Test
    void letsTheWindowGoOnceEverybodyHasReadIt() {
        Peer bob = Peer.known(hub, lane, "bob").says("subscribe chat").stopsReading();
        publishes(100);
        Audience audience = lane1().audience(CHAT);
        assertThat(audience.log().isEmpty()).isFalse();

        bob.readsAgain();
        lane.advance(Duration.ofSeconds(5));

        assertThat(audience.log().isEmpty()).isTrue();
        assertThat(audience.log().hasRing()).isFalse();
    }
}
