package dev.realtime.server;

import dev.realtime.server.config.ConfigException;
import dev.realtime.server.config.ServerConfig;
import java.lang.System.Logger.Level;

/** Speaks up where identities are believed without proof, and refuses to let other machines use that unasked. */
final class Trust {

    private static final System.Logger LOG = System.getLogger("dev.realtime.server");

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

    static void warn(ServerConfig config, boolean tokens) {
        if (!tokens) {
            LOG.log(Level.WARNING, "no auth.jwt key is set: endpoints that need a token are closed to everybody");
        }
        if (config.trustsClaims()) {
            LOG.log(
                    Level.WARNING,
                    "TRUST: CLAIMED - whoever reaches " + config.server().host()
                            + " is believed to be the user it names in the URL. For development only");
        }
    }
}
