package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A channel with two seats")
class SeatsTest extends OneLaneHub {

    @BeforeEach
    void twoSeats() {
        hub = builder()
                .channelDefaults(ChannelOptions.DEFAULT.maxSubscribers(2))
                .build();
    }

    @Test
    void refusesTheThird() {
        says("ann", "subscribe chat");
        says("bob", "subscribe chat");

        assertThat(says("cid", "subscribe chat").hears()).containsExactly("failure LIMIT_EXCEEDED");
        assertThat(says("dan", "subscribe chat").hears()).containsExactly("failure LIMIT_EXCEEDED");
    }

    @Test
    void takesAnotherWhenSomebodyLeaves() {
        Peer ann = says("ann", "subscribe chat");
        Peer bob = says("bob", "subscribe chat");

        ann.says("unsubscribe chat");
        Peer cid = says("cid", "subscribe chat");
        bob.vanishes();

        assertThat(cid.hears()).containsExactly("subscribed chat at 0 NEW");
        assertThat(says("dan", "subscribe chat").hears()).containsExactly("subscribed chat at 0 NEW");
        assertThat(says("eve", "subscribe chat").hears()).containsExactly("failure LIMIT_EXCEEDED");
    }

    @Test
    void doesNotCountTheRefused() {
        Peer ann = says("ann", "subscribe chat");
        says("bob", "subscribe chat");
        says("cid", "subscribe chat");
        ann.says("unsubscribe chat");

        assertThat(says("dan", "subscribe chat").hears()).containsExactly("subscribed chat at 0 NEW");
    }

    @Test
    void countsWhoSubscribesTwiceOnce() {
        says("ann", "subscribe chat").says("subscribe chat");

        assertThat(says("bob", "subscribe chat").hears()).containsExactly("subscribed chat at 0 NEW");
    }

    @Test
    void leavesTheRefusedItsPlaceForAnotherChannel() {
        says("ann", "subscribe chat");
        says("bob", "subscribe chat");
        Peer cid = says("cid", "subscribe chat");
        cid.hears();

        assertThat(cid.says("subscribe news").hears()).containsExactly("subscribed news at 0 NEW");
    }

    private Peer says(String user, String line) {
        Peer peer = Peer.known(hub, lane, user);
        peer.hears();
        return peer.says(line);
    }
}
