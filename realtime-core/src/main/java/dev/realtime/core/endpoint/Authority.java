package dev.realtime.core.endpoint;

import java.util.Optional;

/**
 * Host and port as they stand in a {@code Host} header, an origin or the configuration.
 *
 * <p>Read strictly: what could be read in two ways ({@code user@host}, a trailing dot, upper case, anything beyond
 * ASCII) is no authority at all. Two hosts are then the same exactly when their texts are.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param host lower case; an IPv6 literal keeps its brackets
 * @param port 1 to 65535, or {@link #NO_PORT}
 */
record Authority(String host, int port) {

    static final int NO_PORT = -1;

    private static final int MAX_HOST_LENGTH = 253;
    private static final int MAX_PORT = 65_535;
    private static final int MAX_PORT_DIGITS = 5;

    static Optional<Authority> parse(String text) {
        int hostEnd = hostEnd(text);
        if (hostEnd <= 0 || hostEnd > MAX_HOST_LENGTH || !isHost(text.substring(0, hostEnd))) {
            return Optional.empty();
        }
        String host = text.substring(0, hostEnd);
        if (hostEnd == text.length()) {
            return Optional.of(new Authority(host, NO_PORT));
        }
        int port = port(text.substring(hostEnd + 1));
        return port == NO_PORT ? Optional.empty() : Optional.of(new Authority(host, port));
    }

    /** This authority's port, or the one its scheme stands for. */
    int portOr(int schemePort) {
        return port == NO_PORT ? schemePort : port;
    }

    /** Where the host ends: before the colon of the port, or at the end; 0 if there is no host. */
    private static int hostEnd(String text) {
        if (text.startsWith("[")) {
            int bracket = text.indexOf(']');
            boolean atEnd = bracket == text.length() - 1 || bracket > 0 && text.charAt(bracket + 1) == ':';
            return atEnd ? bracket + 1 : 0;
        }
        int colon = text.indexOf(':');
        return colon < 0 ? text.length() : colon;
    }

    private static boolean isHost(String host) {
        if (host.startsWith("[")) {
            return host.length() > 2
                    && host.substring(1, host.length() - 1).chars().allMatch(Authority::isAddressCharacter);
        }
        boolean emptyLabel = host.startsWith(".") || host.endsWith(".") || host.contains("..");
        return !emptyLabel && host.chars().allMatch(Authority::isNameCharacter);
    }

    private static int port(String digits) {
        boolean isNumber = !digits.isEmpty()
                && digits.length() <= MAX_PORT_DIGITS
                && digits.charAt(0) != '0'
                && digits.chars().allMatch(Authority::isDigit);
        int port = isNumber ? Integer.parseInt(digits) : NO_PORT;
        return port <= MAX_PORT ? port : NO_PORT;
    }

    private static boolean isNameCharacter(int c) {
        return c >= 'a' && c <= 'z' || isDigit(c) || c == '-' || c == '_' || c == '.';
    }

    private static boolean isAddressCharacter(int c) {
        return c >= 'a' && c <= 'f' || isDigit(c) || c == ':' || c == '.';
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
