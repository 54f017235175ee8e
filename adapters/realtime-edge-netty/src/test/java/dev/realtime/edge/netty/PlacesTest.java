package dev.realtime.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PlacesTest {

    @Test
    void aPlaceThatIsLeftIsFree() {
        Places places = new Places(1, 1);
        Places.Place first = (Places.Place) places.take("192.0.2.1");
        assertThat(places.isFull()).isTrue();
        assertThat(places.take("192.0.2.2")).isEqualTo(Places.Full.NO_PLACE);

        first.leave();

        assertThat(places.isFull()).isFalse();
        assertThat(places.take("192.0.2.2")).isInstanceOf(Places.Place.class);
    }

    @Test
    void oneAddressCannotTakeAll() {
        Places places = new Places(10, 2);
        Places.Place first = (Places.Place) places.take("192.0.2.1");
        places.take("192.0.2.1");

        assertThat(places.take("192.0.2.1")).isEqualTo(Places.Full.NO_PLACE_FOR_ADDRESS);
        assertThat(places.take("192.0.2.2")).isInstanceOf(Places.Place.class);
        assertThat(places.taken()).isEqualTo(3);

        first.leave();
        assertThat(places.take("192.0.2.1")).isInstanceOf(Places.Place.class);
    }

    @Test
    @DisplayName("LI08: IPv6 addresses count by their /64")
    void countsIpv6ByBlock() {
        assertThat(Places.block("2001:db8::1")).isEqualTo(Places.block("2001:db8:0:0:ffff::2"));
        assertThat(Places.block("2001:db8::1")).isNotEqualTo(Places.block("2001:db8:0:1::1"));
        assertThat(Places.block("192.0.2.1")).isEqualTo("192.0.2.1");
    }
}
