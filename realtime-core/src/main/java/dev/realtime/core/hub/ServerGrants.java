package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.CloseCode;
import dev.realtime.core.UserId;
import dev.realtime.core.policy.RecentlyUsed;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Which clients the application subscribed to what, so that one that comes back with its session goes on as it was. Kept
 * here rather than with the connection, since a client comes back before the node knows that it was gone.
 *
 * <p><b>Shape:</b> of a user the {@value #MAX_CLIENTS} clients that were first subscribed last; of users those that this
 * was last about. What is forgotten costs its client a question to the authorizer when it comes back.
 *
 * <p><b>Threads:</b> thread-safe; its values are immutable.
 */
final class ServerGrants {

    static final int MAX_CLIENTS = 64;

    // The channels of each client, the client that was first subscribed last at the end.
    private final RecentlyUsed<UserId, Map<String, Set<ChannelName>>> clients;

    ServerGrants(int maxUsers) {
        this.clients = new RecentlyUsed<>(Math.max(2, maxUsers));
    }

    void add(UserId user, String client, ChannelName channel) {
        change(user, known -> {
            Set<ChannelName> channels = new HashSet<>(known.getOrDefault(client, Set.of()));
            channels.add(channel);
            known.put(client, Set.copyOf(channels));
            if (known.size() > MAX_CLIENTS) {
                known.remove(known.keySet().iterator().next());
            }
        });
    }

    /** Into which channels the application let that client. */
    Set<ChannelName> of(UserId user, String client) {
        Map<String, Set<ChannelName>> known = clients.get(user);
        return known == null ? Set.of() : known.getOrDefault(client, Set.of());
    }

    void remove(UserId user, String client, ChannelName channel) {
        change(user, known -> known.computeIfPresent(client, (same, channels) -> without(channels, channel)));
    }

    /** Of whichever client. */
    void remove(UserId user, ChannelName channel) {
        change(user, known -> known.replaceAll((client, channels) -> without(channels, channel)));
    }

    /** The connection ends. A client that is not to come back has nothing to come back to. */
    void leaves(Connection connection, CloseCode code) {
        if (!code.reconnect() && !connection.isOpening()) {
            forget(connection.identity().user(), connection.client());
        }
    }

    void forget(UserId user, String client) {
        change(user, known -> known.remove(client));
    }

    void forget(UserId user) {
        clients.remove(user);
    }

    private void change(UserId user, Consumer<Map<String, Set<ChannelName>>> change) {
        clients.compute(user, known -> {
            Map<String, Set<ChannelName>> changed = known == null ? new LinkedHashMap<>(4) : new LinkedHashMap<>(known);
            change.accept(changed);
            changed.values().removeIf(Set::isEmpty);
            return changed.isEmpty() ? null : changed;
        });
    }

    private static Set<ChannelName> without(Set<ChannelName> channels, ChannelName channel) {
        Set<ChannelName> rest = new HashSet<>(channels);
        rest.remove(channel);
        return Set.copyOf(rest);
    }
}
