package dev.realtime.core.policy;

import java.util.Optional;

/**
 * The address of a machine, as a number. It comes from a literal and never from a name: asking DNS would let whoever owns
 * the name decide.
 *
 * <p><b>Shape:</b> the 128 bits of IPv6 in network order. An IPv4 address is the IPv6 address it is mapped to
 * ({@code ::ffff:192.0.2.1}, RFC 4291 §2.5.5.2): the two are one machine, so they are one value, which reads as IPv4.
 *
 * <p><b>Threads:</b> immutable.
 */
public record IpAddress(long high, long low) {

    /** An IPv6 customer has at least a /64; counting single addresses would count nothing. */
    private static final int SITE_OF_IPV6 = 64;

    private static final long MAPPED = 0xffffL;

    /** @param bits the address as a number */
    static IpAddress ofIpv4(long bits) {
        return new IpAddress(0, MAPPED << 32 | bits);
    }

    /**
     * Reads a literal in any form of RFC 4291 §2.2, or four decimal numbers.
     *
     * @return empty for all else: names, zones ({@code fe80::1%eth0}), brackets, ports, numbers with leading zeros (some
     *     read them as octal)
     */
    public static Optional<IpAddress> parse(String literal) {
        return IpText.parse(literal);
    }

    public boolean isIpv4() {
        return high == 0 && low >>> 32 == MAPPED;
    }

    /** How many bits its family has: 32 or 128. */
    public int bits() {
        return isIpv4() ? 32 : 128;
    }

    /** The range that is counted as one peer: the address itself for IPv4, its /64 for IPv6. */
    public AddressRange site() {
        return AddressRange.around(this, isIpv4() ? 32 : SITE_OF_IPV6);
    }

    /** As RFC 5952 wants it. */
    @Override
    public String toString() {
        return IpText.format(this);
    }
}
