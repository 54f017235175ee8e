package dev.realtime.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 0.0.0.0",
        "192.0.2.1, 192.0.2.1",
        "255.255.255.255, 255.255.255.255",
        "::, ::",
        "::1, ::1",
        "1::, 1::",
        "2001:db8::1, 2001:db8::1",
        "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
        "2001:0db8:0000:0000:0000:0000:0000:0001, 2001:db8::1",
        "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
        "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
        "1:0:0:2:0:0:0:3, 1:0:0:2::3",
        "1:0:0:2:3:0:0:4, 1::2:3:0:0:4",
        "1:0:2:3:4:5:6:7, 1:0:2:3:4:5:6:7",
        "fe80::ffff:0:0, fe80::ffff:0:0",
        "::ffff:0:0:0, ::ffff:0:0:0",
        "1::ffff:192.0.2.1, 1::ffff:c000:201",
        "1:2:3:4:5:6:192.0.2.1, 1:2:3:4:5:6:c000:201",
        "::192.0.2.1, ::c000:201",
        "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    })
    void isReadAndWritten(String literal, String canonical) {
        assertThat(address(literal)).hasToString(canonical).isEqualTo(address(canonical));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                ":",
                ":::",
                "::1::",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "1.2.3.1000",
                "1.2.3.04",
                "1.2.3.",
                ".1.2.3",
                "1..2.3",
                "1.2.3.-4",
                "+1.2.3.4",
                "0x7f.0.0.1",
                "2130706433",
                "1.2.3.4 ",
                " 1.2.3.4",
                "١.٢.٣.٤",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4::5:6:7:8",
                "::1:2:3:4:5:6:7:8",
                "1:2:3:4:5:6:7:",
                ":1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:",
                "12345::",
                "g::",
                "-1::",
                "١::",
                "1.2.3.4::",
                "::1.2.3.4:5",
                "::1.2.3",
                "1:2:3:4:5:6:7:1.2.3.4",
                "fe80::1%eth0",
                "[::1]",
                "192.0.2.1:80",
                "192.0.2.0/24",
                "localhost",
                "dead.beef",
                "<script>alert(1)</script>"
            })
    void whatIsNoLiteralIsNoAddress(String text) {
        assertThat(IpAddress.parse(text)).isEmpty();
    }

    @Test
    @DisplayName("LI09: text longer than any literal is not looked at")
    void boundsTheLength() {
        assertThat(IpAddress.parse("0000:0000:0000:0000:0000:0000:255.255.255.255"))
                .isPresent();
        assertThat(IpAddress.parse("1:".repeat(100_000))).isEmpty();
        assertThat(IpAddress.parse("0000:0000:0000:0000:0000:0000:255.255.255.2550"))
                .isEmpty();
    }

    @Test
    void anIpv4AddressInIpv6ClothesIsTheIpv4Address() {
        assertThat(address("::ffff:192.0.2.1")).isEqualTo(address("192.0.2.1"));
        assertThat(address("::FFFF:c000:0201")).isEqualTo(address("192.0.2.1"));
        assertThat(address("::ffff:192.0.2.1").isIpv4()).isTrue();
        assertThat(address("::fffe:c000:0201").isIpv4()).isFalse();
        assertThat(address("1::ffff:192.0.2.1").isIpv4()).isFalse();
    }

    @Test
    void knowsTheBitsOfItsFamily() {
        assertThat(address("192.0.2.1").bits()).isEqualTo(32);
        assertThat(address("::1").bits()).isEqualTo(128);
    }

    @Test
    @DisplayName("LI08: IPv6 counts by the /64, IPv4 by the address")
    void isCountedBySite() {
        assertThat(address("2001:db8:1:2::1").site())
                .isEqualTo(address("2001:db8:1:2:ffff::9").site());
        assertThat(address("2001:db8:1:2::1").site())
                .isNotEqualTo(address("2001:db8:1:3::1").site());
        assertThat(address("2001:db8:1:2::1").site()).hasToString("2001:db8:1:2::/64");
        assertThat(address("192.0.2.1").site()).hasToString("192.0.2.1");
        assertThat(address("192.0.2.1").site())
                .isNotEqualTo(address("192.0.2.2").site());
    }

    private static IpAddress address(String literal) {
        return IpAddress.parse(literal).orElseThrow();
    }
}
