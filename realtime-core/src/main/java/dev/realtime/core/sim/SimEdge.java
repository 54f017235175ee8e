package dev.realtime.core.sim;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.Identity;
import dev.realtime.core.spi.Acceptor;
import dev.realtime.core.spi.Admission;
import dev.realtime.core.spi.Authenticator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A server's door in a {@link SimWorld}: opens sockets on the lanes of the server and hands them to its acceptor, which
 * is mostly a {@code Hub}.
 *
 * <p><b>Threads:</b> confined to the thread that runs the world.
 */
public final class SimEdge {

    private static final long MAX_JUDGING_NANOS = 20_000_000;

    private final SimWorld world;
    private final Acceptor acceptor;
    private final List<SimLane> lanes;
    private final SimDialect dialect;
    private final SimChance chance;
    private final Map<String, Identity> tokens = new HashMap<>();
    private final List<SimSocket> sockets = new ArrayList<>();
    private boolean dead;

    /** @param lanes where connections live, each on one by chance */
    public SimEdge(SimWorld world, Acceptor acceptor, List<SimLane> lanes, SimDialect dialect) {
        this.world = world;
        this.acceptor = acceptor;
        this.lanes = List.copyOf(lanes);
        this.dialect = dialect;
        this.chance = world.chance();
    }

    /** A connection whose handshake named the peer. Its result is told to {@code peer}. */
    public SimSocket connect(SimPeer peer, Identity who, SimConditions conditions) {
        return open(peer, Optional.of(who), conditions);
    }

    /** A connection whose peer presents itself in its first message, with a {@link #token}. */
    public SimSocket connect(SimPeer peer, SimConditions conditions) {
        return open(peer, Optional.empty(), conditions);
    }

    /** A credential that stands for {@code who} here. */
    public String token(Identity who) {
        String token = "token-" + who.user() + who.tokenId().map(id -> " " + id).orElse("");
        tokens.put(token, who);
        return token;
    }

    public SimDialect dialect() {
        return dialect;
    }

    /** The connections that have not ended on the server's side. */
    public List<SimSocket> sockets() {
        sockets.removeIf(SimSocket::isEnded);
        return List.copyOf(sockets);
    }

    /** The server's process stands still for a while; the world around it does not notice. */
    public void pause(Duration span) {
        lanes.forEach(lane -> lane.pause(span));
    }

    /** The server's process dies: its lanes stop, its connections break, new ones are refused. */
    public void kill() {
        dead = true;
        lanes.forEach(SimLane::stop);
        sockets().forEach(SimSocket::cut);
        sockets.clear();
    }

    /** Whether new connections are refused. */
    public boolean isDead() {
        return dead;
    }

    private SimSocket open(SimPeer peer, Optional<Identity> who, SimConditions conditions) {
        SimLane lane = lanes.get((int) chance.below(lanes.size()));
        SimSocket socket = new SimSocket(world, lane, conditions, peer);
        if (dead) {
            socket.refuse();
            return socket;
        }
        sockets.removeIf(SimSocket::isEnded);
        sockets.add(socket);
        Authenticator authenticator = this::judge;
        socket.open(acceptor, new Admission.Accepted(dialect, Optional.empty(), who, authenticator, "192.0.2.1"));
        return socket;
    }

    private CompletionStage<Authenticator.Outcome> judge(String token) {
        Identity who = tokens.get(token);
        Authenticator.Outcome outcome = who != null
                ? new Authenticator.Outcome.Accepted(who)
                : new Authenticator.Outcome.Rejected(ErrorCode.UNAUTHORIZED, "unknown");
        CompletableFuture<Authenticator.Outcome> answer = new CompletableFuture<>();
        if (chance.oneIn(2)) {
            answer.complete(outcome);
        } else {
            world.after(chance.below(MAX_JUDGING_NANOS), () -> answer.complete(outcome));
        }
        return answer;
    }
}
