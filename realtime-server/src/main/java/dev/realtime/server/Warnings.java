package dev.realtime.server;

import dev.realtime.server.config.KafkaConfig;
import dev.realtime.server.config.ServerConfig;
import java.util.ArrayList;
import java.util.List;

/** What a configuration opens to more people than its writer may think, or to nobody; a line each, for people. */
final class Warnings {

    private Warnings() {}

    static List<String> of(ServerConfig config) {
        List<String> warnings = new ArrayList<>();
        if (!config.auth().jwt().hasKey()) {
            warnings.add("no auth.jwt key is set: endpoints that need a token are closed to everybody");
        }
        if (config.trustsClaims()) {
            warnings.add("TRUST: CLAIMED - whoever reaches " + config.server().host()
                    + " is believed to be the user it names in the URL. For development only");
        }
        // Whoever writes * said so.
        if (config.hosts().isEmpty() && !config.server().isLoopback()) {
            warnings.add("HOSTS: ANY - hosts is not set, and server.host "
                    + config.server().host()
                    + " is reached by other machines: every Host is accepted, so any page whose name is pointed"
                    + " at this machine (DNS rebinding) passes for a page of this server. Set hosts to the"
                    + " server's names");
        }
        if (config.sources().kafka().servers().isPresent()
                && config.sources().kafka().group().equals(KafkaConfig.GROUP)) {
            warnings.add(
                    "sources.kafka.group is " + KafkaConfig.GROUP + ", as everywhere by default: of several servers in"
                            + " one group each hears only its own partitions, and its clients miss the rest. One server may leave"
                            + " it; give each of several a group of its own");
        }
        return warnings;
    }
}
