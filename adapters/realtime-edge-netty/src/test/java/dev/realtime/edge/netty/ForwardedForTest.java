package dev.realtime.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.policy.AddressRange;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ForwardedForTest {

    private final ForwardedFor forwarded =
            new ForwardedFor(List.of(AddressRange.parse("10.0.0.0/30"), AddressRange.parse("2001:db8::/32")));

    @Test
    void withoutTheHeaderThePeerIsTheClient() {
        assertThat(forwarded.client("10.0.0.1", List.of())).isEqualTo("10.0.0.1");
    }

    @Test
    @DisplayName("LI07: a stranger's header is ignored")
    void ignoresStrangers() {
        assertThat(forwarded.client("192.0.2.1", List.of("203.0.113.9"))).isEqualTo("192.0.2.1");
    }

    @Test
    @DisplayName("LI07: the rightmost address that is no proxy of ours is the client")
    void takesTheRightmostStranger() {
        assertThat(forwarded.client("10.0.0.1", List.of("6.6.6.6, 203.0.113.9", "10.0.0.2")))
                .isEqualTo("203.0.113.9");
    }

    @Test
    void proxiesAllTheWayMakeTheFirstOneTheClient() {
        assertThat(forwarded.client("10.0.0.1", List.of("10.0.0.2"))).isEqualTo("10.0.0.2");
    }

    @Test
    void anAddressHasOneForm() {
        assertThat(forwarded.client("2001:db8::1", List.of("2001:DB9:0::0001"))).isEqualTo("2001:db9::1");
        assertThat(forwarded.client("::ffff:10.0.0.1", List.of("::ffff:203.0.113.9")))
                .isEqualTo("203.0.113.9");
    }

    @Test
    void whoIsNoAddressIsNoProxy() {
        assertThat(forwarded.client("somebody", List.of("203.0.113.9"))).isEqualTo("somebody");
    }

    @Test
    void aProxyOfOursSaysWhetherTheClientSpeaksTls() {
        assertThat(forwarded.secure("10.0.0.1", List.of("https"), false)).isTrue();
        assertThat(forwarded.secure("10.0.0.1", List.of("http"), true)).isFalse();
    }

    @Test
    @DisplayName("LI07: what a stranger says of TLS is ignored, and so is what cannot be understood")
    void elseTheSocketSaysWhetherTheClientSpeaksTls() {
        assertThat(forwarded.secure("192.0.2.1", List.of("https"), false)).isFalse();
        assertThat(forwarded.secure("192.0.2.1", List.of("http"), true)).isTrue();
        assertThat(forwarded.secure("10.0.0.1", List.of(), true)).isTrue();
        assertThat(forwarded.secure("10.0.0.1", List.of("https", "http"), false))
                .isFalse();
        assertThat(forwarded.secure("10.0.0.1", List.of("junk"), true)).isTrue();
    }

    @Test
    @DisplayName("LI09: junk ends what is believed")
    void stopsAtJunk() {
        assertThat(forwarded.client("10.0.0.1", List.of("1.2.3.4, <script>, 10.0.0.2")))
                .isEqualTo("10.0.0.2");
        assertThat(forwarded.client("10.0.0.1", List.of(",,,"))).isEqualTo("10.0.0.1");
    }

    @Test
    @DisplayName("LI09: of 300 entries only the last few are looked at")
    void boundsTheHops() {
        String hops = "203.0.113.9," + "10.0.0.2,".repeat(299) + "10.0.0.2";

        assertThat(forwarded.client("10.0.0.1", List.of(hops))).isEqualTo("10.0.0.2");
    }
}
