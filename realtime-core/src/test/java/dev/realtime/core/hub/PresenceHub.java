package dev.realtime.core.hub;

import dev.realtime.core.ChannelOptions;
import dev.realtime.core.ChannelOptions.Feature;
import dev.realtime.core.Identity;
import dev.realtime.core.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;

/** A hub on one lane, whose channel chat has presence, with a grace time of ten seconds. */
abstract class PresenceHub extends OneLaneHub {

    static final Duration GRACE = Duration.ofSeconds(10);
    static final ChannelOptions WITH_PRESENCE =
            ChannelOptions.DEFAULT.with(Feature.PRESENCE).presenceGrace(GRACE);

    @Override
    @BeforeEach
    void build() {
        hub = withPresence().build();
    }

    HubBuilder withPresence() {
        return builder().channels("chat", WITH_PRESENCE);
    }

    /** A peer that has heard its greeting. */
    final Peer peer(String user) {
        Peer peer = Peer.known(hub, lane, user);
        peer.hears();
        return peer;
    }

    final Peer member(String user) {
        Peer peer = peer(user).says("subscribe chat");
        peer.hears();
        return peer;
    }

    /** One who watches chat and is no member of it. */
    final Peer watcher() {
        Peer peer = peer("watcher").says("watch chat");
        peer.hears();
        return peer;
    }

    /** One who watches, and was told all that is new so far. */
    final List<String> news(Peer watcher) {
        lane.run();
        return watcher.hears().stream().filter(line -> !line.equals("PING")).toList();
    }

    /** The user comes back on another connection, as the client that {@code secret} stands for. */
    final Peer resumes(String user, String secret, String channels) {
        Peer again = Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.of(Identity.claimed(UserId.of(user))));
        again.says("connect - " + secret + " " + channels);
        return again;
    }

    final String secretOf(String user) {
        return hub.kernel().sessions().secretOf(connectionOf(user).client(), UserId.of(user));
    }

    /** Nothing about members is left behind. */
    final int remembered() {
        int total = 0;
        for (LaneHub each : hub.kernel().lanes()) {
            total += each.presence().size();
        }
        return total;
    }
}
