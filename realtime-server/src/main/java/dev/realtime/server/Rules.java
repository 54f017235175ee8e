package dev.realtime.server;

import dev.realtime.auth.ChannelRules;
import dev.realtime.core.hub.HubBuilder;
import dev.realtime.core.spi.Authorizer;
import dev.realtime.server.config.ChannelConfig;
import dev.realtime.server.config.ConfigException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes rules and options of the channels in the configuration.
 *
 * @param channels by namespace
 */
record Rules(Map<String, ChannelConfig> channels) {

    private static final String OTHERS = "*";

    /** Names of channels, without patterns. */
    Set<String> names() {
        Set<String> names = new TreeSet<>(channels.keySet());
        names.remove(OTHERS);
        return names;
    }

    Authorizer authorizer() {
        ChannelRules.Builder rules = ChannelRules.builder();
        try {
            for (String name : names()) {
                add(rules, name, channels.get(name));
                add(rules, name + ":*", channels.get(name));
            }
            if (channels.containsKey(OTHERS)) {
                add(rules, OTHERS, channels.get(OTHERS));
            }
        } catch (IllegalArgumentException e) {
            throw new ConfigException("channels", e.getMessage());
        }
        return rules.build();
    }

    void addOptions(HubBuilder hub) {
        names().forEach(name -> hub.channels(name, channels.get(name).options()));
        if (channels.containsKey(OTHERS)) {
            hub.channelDefaults(channels.get(OTHERS).options());
        }
    }

    private static void add(ChannelRules.Builder rules, String pattern, ChannelConfig channel) {
        rules.on(pattern, grants -> grants.read(channel.subscribers()).publish(channel.publishers()));
    }
}
