package dev.realtime.server;

import dev.realtime.server.config.ConfigException;
import dev.realtime.server.config.ServerConfig;

/** Refuses to let other machines be believed without proof, unless somebody asked for it. */
final class Trust {

    private Trust() {}

    /** @throws ConfigException if anybody on another machine could be anybody */
    static void check(ServerConfig config) {
        if (config.trustsClaims()
                && !config.server().isLoopback()
                && !config.server().insecure()) {
            throw new ConfigException(
                    "endpoints",
                    "trust: claimed lets anybody be anybody; with server.host "
                            + config.server().host()
                            + " other machines could too. Set trust: token, or start with --insecure");
        }
    }
}
