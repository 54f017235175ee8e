package dev.realtime.server.cli;

import dev.realtime.server.config.ListenConfig;
import java.net.URI;

/** Where a server of this configuration is found from its own machine. */
final class Nearby {

    private Nearby() {}

    /**
     * @param scheme without TLS, {@code http} or {@code ws}
     * @param path beginning with a slash
     */
    static URI of(ListenConfig listen, String scheme, String path) {
        String secure = listen.tls().isOn() ? "s" : "";
        return URI.create(scheme + secure + "://" + host(listen.host()) + ":" + listen.port() + path);
    }

    /** Every address of the machine is one to listen on and none to go to. */
    private static String host(String host) {
        return switch (host) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::" -> "[::1]";
            default -> host.contains(":") ? "[" + host + "]" : host;
        };
    }
}
