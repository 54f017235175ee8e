package dev.realtime.core.policy;

import java.util.Arrays;
import java.util.Optional;

/** IP addresses as text: RFC 4291 §2.2 in, RFC 5952 out. <b>Threads:</b> stateless. */
final class IpText {

    /** {@code 0000:0000:0000:0000:0000:ffff:255.255.255.255} */
    private static final int MAX_LENGTH = 45;

    private static final int GROUPS = 8;

    private IpText() {}

    static Optional<IpAddress> parse(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        if (text.indexOf(':') < 0) {
            long bits = ipv4(text);
            return bits < 0 ? Optional.empty() : Optional.of(IpAddress.ofIpv4(bits));
        }
        String[] halves = text.split("::", -1);
        return switch (halves.length) {
            case 1 -> groups(text, true).filter(all -> all.length == GROUPS).map(IpText::address);
            case 2 -> groups(halves[0], false).flatMap(head -> groups(halves[1], true)
                    // The two colons stand for something.
                    .filter(tail -> head.length + tail.length < GROUPS)
                    .map(tail -> address(joined(head, tail))));
            default -> Optional.empty();
        };
    }

    /** The groups of 16 bits that are written out. @param last whether the text's end may be four decimal numbers */
    private static Optional<int[]> groups(String text, boolean last) {
        if (text.isEmpty()) {
            return Optional.of(new int[0]);
        }
        String[] parts = text.split(":", -1);
        boolean decimal = last && parts[parts.length - 1].indexOf('.') >= 0;
        int[] groups = new int[decimal ? parts.length + 1 : parts.length];
        for (int i = 0; i < parts.length; i++) {
            boolean isDecimal = decimal && i == parts.length - 1;
            long value = isDecimal ? ipv4(parts[i]) : group(parts[i]);
            if (value < 0) {
                return Optional.empty();
            }
            if (isDecimal) {
                groups[i] = (int) (value >>> 16);
                groups[i + 1] = (int) (value & 0xffff);
            } else {
                groups[i] = (int) value;
            }
        }
        return Optional.of(groups);
    }

    private static int[] joined(int[] head, int[] tail) {
        int[] all = Arrays.copyOf(head, GROUPS);
        System.arraycopy(tail, 0, all, GROUPS - tail.length, tail.length);
        return all;
    }

    private static IpAddress address(int[] groups) {
        return new IpAddress(half(groups, 0), half(groups, GROUPS / 2));
    }

    private static long half(int[] groups, int from) {
        long bits = 0;
        for (int i = from; i < from + GROUPS / 2; i++) {
            bits = bits << 16 | groups[i];
        }
        return bits;
    }

    /** 1 to 4 hexadecimal digits; -1 for all else. */
    private static long group(String text) {
        if (text.isEmpty() || text.length() > 4) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // Character.digit knows the digits of other scripts too.
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    /** Four numbers from 0 to 255; -1 for all else. */
    private static long ipv4(String text) {
        String[] parts = text.split("\\.", -1);
        long bits = 0;
        for (String part : parts) {
            int value = octet(part);
            if (value < 0) {
                return -1;
            }
            bits = bits << 8 | value;
        }
        return parts.length == 4 ? bits : -1;
    }

    private static int octet(String text) {
        boolean wellFormed = !text.isEmpty()
                && text.length() <= 3
                && text.chars().allMatch(c -> c >= '0' && c <= '9')
                && (text.length() == 1 || text.charAt(0) != '0');
        int value = wellFormed ? Integer.parseInt(text) : -1;
        return value <= 255 ? value : -1;
    }

    static String format(IpAddress address) {
        if (address.isIpv4()) {
            long bits = address.low();
            return (bits >>> 24 & 0xff) + "." + (bits >>> 16 & 0xff) + "." + (bits >>> 8 & 0xff) + "." + (bits & 0xff);
        }
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS / 2; i++) {
            groups[i] = (int) (address.high() >>> 48 - 16 * i & 0xffff);
            groups[i + GROUPS / 2] = (int) (address.low() >>> 48 - 16 * i & 0xffff);
        }
        return format(groups);
    }

    private static String format(int[] groups) {
        int gap = 0;
        int gapLength = 0;
        for (int from = 0; from < GROUPS; from++) {
            int length = zeros(groups, from);
            if (length > gapLength) {
                gap = from;
                gapLength = length;
            }
        }
        if (gapLength < 2) {
            return hex(groups, 0, GROUPS);
        }
        return hex(groups, 0, gap) + "::" + hex(groups, gap + gapLength, GROUPS);
    }

    private static int zeros(int[] groups, int from) {
        int end = from;
        while (end < GROUPS && groups[end] == 0) {
            end++;
        }
        return end - from;
    }

    private static String hex(int[] groups, int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(i == from ? "" : ":").append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }
}
