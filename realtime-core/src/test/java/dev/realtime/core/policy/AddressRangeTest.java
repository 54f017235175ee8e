package dev.realtime.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.0.0.0/8",
        "0.0.0.0/0, 0.0.0.0/0",
        "192.0.2.1, 192.0.2.1",
        "192.0.2.1/32, 192.0.2.1",
        "192.0.2.128/25, 192.0.2.128/25",
        "::/0, ::/0",
        "2001:DB8::/32, 2001:db8::/32",
        "2001:db8::1/128, 2001:db8::1",
        "2001:db8::1, 2001:db8::1",
        "2001:db8:0:0:8000::/65, 2001:db8:0:0:8000::/65",
        "::ffff:10.0.0.0/104, 10.0.0.0/8",
        "::ffff:10.0.0.1, 10.0.0.1",
        "::ffff:0:0/96, 0.0.0.0/0",
    })
    void isReadAndWritten(String text, String canonical) {
        assertThat(AddressRange.parse(text)).hasToString(canonical).isEqualTo(AddressRange.parse(canonical));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/8",
                "10.0.0.0/",
                "10.0.0.0/8/8",
                "10.0.0.0/-8",
                "10.0.0.0/+8",
                "10.0.0.0/08",
                "10.0.0.0/ 8",
                "10.0.0.0/8 ",
                "10.0.0.0/255.0.0.0",
                "10.0.0.0/99999999999",
                "example.org",
                "example.org/24",
                "10.0.0/8",
                "::ffff:0:0/95",
                "[::]/0"
            })
    void whatIsNoRangeIsRefusedWithAnExample(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AddressRange.parse(text))
                .withMessage("need an IP address or a range like 10.0.0.0/8 or 2001:db8::/32 but got " + text);
    }

    @Test
    void refusesAPrefixLongerThanAnAddress() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AddressRange.parse("10.0.0.0/33"))
                .withMessage("need a prefix of 0 to 32 for 10.0.0.0 but got 33");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AddressRange.parse("::/129"))
                .withMessage("need a prefix of 0 to 128 for :: but got 129");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AddressRange(address("10.0.0.0"), -1))
                .withMessageContaining("-1");
    }

    @Test
    void refusesBitsBeyondThePrefix() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AddressRange.parse("10.1.2.3/8"))
                .withMessage("need no bits beyond the prefix, as in 10.0.0.0/8, but got 10.1.2.3/8");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AddressRange.parse("2001:db8::1/64"))
                .withMessageContaining("2001:db8::/64");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.0.0.0, true",
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.0.0.0/8, 9.255.255.255, false",
        "192.0.2.128/25, 192.0.2.127, false",
        "192.0.2.128/25, 192.0.2.128, true",
        "192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, 192.0.2.0, false",
        "0.0.0.0/0, 255.255.255.255, true",
        "10.0.0.0/8, ::ffff:10.1.2.3, true",
        "2001:db8::/32, 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff, true",
        "2001:db8::/32, 2001:db9::, false",
        "2001:db8::/64, 2001:db8:0:0:ffff::, true",
        "2001:db8::/64, 2001:db8:0:1::, false",
        "2001:db8::/65, 2001:db8:0:0:7fff::, true",
        "2001:db8::/65, 2001:db8:0:0:8000::, false",
        "2001:db8::/63, 2001:db8:0:1::, true",
        "2001:db8::/63, 2001:db8:0:2::, false",
        "2001:db8::1, 2001:db8::2, false",
        "::/0, ffff::, true",
        "::/0, 10.0.0.1, false",
        "::/1, 8000::, false",
        "0.0.0.0/0, ::1, false",
    })
    void containsWhatBeginsLikeIt(String range, String address, boolean contains) {
        assertThat(AddressRange.parse(range).contains(address(address))).isEqualTo(contains);
    }

    @Test
    void isFoundAroundAnAddress() {
        assertThat(AddressRange.around(address("10.1.2.3"), 8)).hasToString("10.0.0.0/8");
        assertThat(AddressRange.around(address("10.1.2.3"), 0)).hasToString("0.0.0.0/0");
        assertThat(AddressRange.around(address("2001:db8:1:2:3::"), 48)).hasToString("2001:db8:1::/48");
        assertThatIllegalArgumentException().isThrownBy(() -> AddressRange.around(address("10.1.2.3"), 33));
    }

    private static IpAddress address(String literal) {
        return IpAddress.parse(literal).orElseThrow();
    }
}
