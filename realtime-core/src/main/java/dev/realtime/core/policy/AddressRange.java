package dev.realtime.core.policy;

/**
 * The addresses that begin with the same bits.
 *
 * <p><b>Shape:</b> {@code prefix} counts bits of the family of {@code first}: 0 to 32 for IPv4, 0 to 128 for IPv6. The
 * bits of {@code first} beyond it are zero. A range has addresses of one family: {@code ::/0} is all of IPv6, and nothing
 * of IPv4.
 *
 * <p><b>Threads:</b> immutable.
 *
 * <p><b>Source:</b> RFC 4632 §3.1, RFC 4291 §2.3.
 */
public record AddressRange(IpAddress first, int prefix) {

    private static final String EXPECTED = "need an IP address or a range like 10.0.0.0/8 or 2001:db8::/32 but got ";

    public AddressRange {
        if (prefix < 0 || prefix > first.bits()) {
            throw new IllegalArgumentException(
                    "need a prefix of 0 to " + first.bits() + " for " + first + " but got " + prefix);
        }
        IpAddress clean = masked(first, prefix);
        if (!clean.equals(first)) {
            throw new IllegalArgumentException("need no bits beyond the prefix, as in " + clean + "/" + prefix
                    + ", but got " + first + "/" + prefix);
        }
    }

    /**
     * Reads {@code address/prefix}, or an address alone for the range of this one.
     *
     * @throws IllegalArgumentException if it is neither, or has bits beyond the prefix
     */
    public static AddressRange parse(String text) {
        String[] parts = text.split("/", 2);
        String literal = parts[0];
        IpAddress address = IpAddress.parse(literal).orElseThrow(() -> new IllegalArgumentException(EXPECTED + text));
        if (parts.length == 1) {
            return new AddressRange(address, address.bits());
        }
        String digits = parts[1];
        if (!digits.matches("0|[1-9][0-9]{0,2}")) {
            throw new IllegalArgumentException(EXPECTED + text);
        }
        // Of an IPv4 address in IPv6 clothes the prefix counts the clothes too.
        int clothes = address.isIpv4() && literal.indexOf(':') >= 0 ? 128 - address.bits() : 0;
        int prefix = Integer.parseInt(digits) - clothes;
        if (prefix < 0) {
            throw new IllegalArgumentException(EXPECTED + text);
        }
        return new AddressRange(address, prefix);
    }

    /** The range of that length which the address is in. */
    public static AddressRange around(IpAddress address, int prefix) {
        return new AddressRange(masked(address, prefix), prefix);
    }

    public boolean contains(IpAddress address) {
        return address.isIpv4() == first.isIpv4() && masked(address, prefix).equals(first);
    }

    /** What {@link #parse} reads; an address alone where the range has no other. */
    @Override
    public String toString() {
        return prefix == first.bits() ? first.toString() : first + "/" + prefix;
    }

    private static IpAddress masked(IpAddress address, int prefix) {
        int kept = prefix + 128 - address.bits();
        return new IpAddress(address.high() & mask(kept), address.low() & mask(kept - 64));
    }

    /** The upper {@code bits} of 64, all of them beyond 64, none below 1. */
    private static long mask(int bits) {
        return bits <= 0 ? 0 : -1L << Math.max(0, 64 - bits);
    }
}
