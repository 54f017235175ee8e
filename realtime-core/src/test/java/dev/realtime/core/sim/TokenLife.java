package dev.realtime.core.sim;

import dev.realtime.core.CloseCode;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Identity;
import dev.realtime.core.Revocation;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.sim.Scenario.Fault;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * P14: nothing comes to a connection whose token has ended a grace time ago, or was revoked; a token that was revoked is
 * accepted nowhere; and who brings a fresh token in time keeps his connection.
 */
final class TokenLife implements Part {

    /** From the server's decision to the client's eyes. */
    private static final Duration MAX_DELAY = Duration.ofSeconds(1);

    /** A connection is looked at about once a second, and rather ended too early than too late. */
    private static final Duration MAX_HASTE = Duration.ofSeconds(2);

    private static final Duration LONG = Duration.ofHours(10);

    private final Simulation run;
    private final SimWorld world;
    private final SimChance chance;
    private final boolean isPunctual;
    private final boolean clockStandsFirm;
    private final boolean bringsNodes;
    // The token that each client's connection stands on.
    private final Map<SimClient, Token> standing = new HashMap<>();
    private final Map<SimClient, Map<Long, Token>> refreshing = new HashMap<>();
    // Of each client a token that was revoked on every node there is.
    private final Map<SimClient, Token> worthless = new HashMap<>();
    private boolean healed;
    private long issued;

    private static final class Token {
        private final Identity identity;
        // In the world's time; empty while it is worth something.
        private Optional<Duration> revokedAt = Optional.empty();

        Token(Identity identity) {
            this.identity = identity;
        }

        Instant end() {
            return identity.expiresAt().orElseThrow();
        }
    }

    TokenLife(Simulation run) {
        this.run = run;
        this.world = run.world;
        this.chance = world.chance();
        this.clockStandsFirm = !run.scenario.faults.contains(Fault.CLOCK_SHIFT);
        this.bringsNodes =
                run.scenario.faults.contains(Fault.NODE_DIES) || run.scenario.faults.contains(Fault.NODE_DRAINS);
        this.isPunctual = clockStandsFirm && !run.scenario.faults.contains(Fault.NODE_PAUSES);
    }

    @Override
    public void begin() {
        run.clients.forEach(client -> client.issuer(who -> {
            Token token = issue(who);
            standing.put(client, token);
            return token.identity;
        }));
    }

    private Token issue(Identity who) {
        Instant now = world.wallClock().instant();
        Duration life = healed ? LONG : Duration.ofMillis(chance.between(500, 6_000));
        return new Token(Identity.verified(who.user())
                .issuedAt(now.truncatedTo(ChronoUnit.SECONDS))
                .expiresAt(now.plus(life))
                .tokenId("t" + issued++));
    }

    // What happens

    @Override
    public void act() {
        SimClient client = run.anyView().client;
        Token token = standing.get(client);
        if (!client.isReady() || token == null) {
            return;
        }
        switch (chance.between(0, 4)) {
            case 0 -> revoke(Revocation.ofToken(token.identity.tokenId().orElseThrow(), token.end()));
            case 1 -> revokeUser(client);
            case 2 -> Optional.ofNullable(worthless.get(client)).ifPresent(old -> refresh(client, old));
            case 3 -> refresh(client, issue(client.identity()));
                // It may come to its end as well.
            default -> {}
        }
    }

    // As long as the clock stands before the moment of a revocation, whoever goes by it gives out no token that is
    // worth
    // anything.
    private void revokeUser(SimClient client) {
        if (clockStandsFirm) {
            revoke(Revocation.ofUser(client.identity().user(), world.wallClock().instant()));
        }
    }

    private void revoke(Revocation revocation) {
        world.note("revokes " + revocation);
        standing.forEach((client, token) -> {
            if (revocation.covers(token.identity)) {
                revoked(token);
                // A node that comes later would not know.
                if (!bringsNodes) {
                    worthless.putIfAbsent(client, token);
                }
            }
        });
        refreshing.values().forEach(tokens -> tokens.values().stream()
                .filter(token -> revocation.covers(token.identity))
                .forEach(this::revoked));
        run.nodes.stream().filter(node -> !node.edge.isDead()).forEach(node -> node.hub.revoke(revocation));
    }

    private void revoked(Token token) {
        if (token.revokedAt.isEmpty()) {
            token.revokedAt = Optional.of(world.now());
        }
    }

    private void refresh(SimClient client, Token token) {
        long id = client.refresh(token.identity);
        refreshing.computeIfAbsent(client, key -> new HashMap<>()).put(id, token);
    }

    @Override
    public void heal() {
        healed = true;
    }

    // What is seen

    @Override
    public void received(View view, ServerFrame frame) {
        SimClient client = view.client;
        if (frame instanceof ServerFrame.Refreshed refreshed) {
            refreshed(client, refreshing.get(client).remove(refreshed.id().orElseThrow()));
        } else if (frame instanceof ServerFrame.Failure failure) {
            failure.id()
                    .ifPresent(id ->
                            refreshing.getOrDefault(client, new HashMap<>()).remove(id));
            boolean isWarning = failure.id().isEmpty() && failure.code() == ErrorCode.TOKEN_EXPIRED;
            if (isWarning && failure.channel().isEmpty() && chance.oneIn(2)) {
                world.after(Duration.ZERO, () -> refresh(client, issue(client.identity())));
            }
        }
        if (!(frame instanceof ServerFrame.Goodbye)) {
            demandWorth(client, frame);
        }
    }

    private void refreshed(SimClient client, Token token) {
        boolean wasRevoked = token.revokedAt
                .filter(since -> world.now().minus(since).compareTo(MAX_DELAY) > 0)
                .isPresent();
        if (wasRevoked && clockStandsFirm && !run.unaware.contains(client)) {
            world.breach(client + " was refreshed by a token that had been revoked");
        }
        standing.put(client, token);
    }

    private void demandWorth(SimClient client, ServerFrame frame) {
        Token token = standing.get(client);
        if (!isPunctual || run.unaware.contains(client)) {
            return;
        }
        Instant end = token.end().plus(run.scenario.limits.tokenGrace()).plus(MAX_DELAY);
        if (world.wallClock().instant().isAfter(end)) {
            world.breach(client + " got " + frame + " after the end of its token at " + token.end());
        }
        boolean isRevoked = token.revokedAt
                .filter(since -> world.now().minus(since).compareTo(MAX_DELAY) > 0)
                .isPresent();
        if (isRevoked) {
            world.breach(client + " got " + frame + " after its token was revoked");
        }
    }

    @Override
    public void closed(View view, int code) {
        SimClient client = view.client;
        refreshing.remove(client);
        Token token = standing.get(client);
        Instant soon = world.wallClock().instant().plus(MAX_HASTE);
        boolean isTooEarly = soon.isBefore(token.end().plus(run.scenario.limits.tokenGrace())) && clockStandsFirm;
        if (code == CloseCode.TOKEN_EXPIRED.number() && isTooEarly) {
            world.breach(client + " was closed as expired, with a token that lasts until " + token.end());
        }
        if (code == CloseCode.INVALID_TOKEN.number()) {
            // Tokens of the second of a revocation are worth nothing either.
            world.after(Duration.ofMillis(chance.between(100, 1_500)), client::connect);
        }
    }

    // In the end

    @Override
    public boolean isSettled() {
        boolean all = true;
        for (SimClient client : run.clients) {
            boolean lasts = standing.get(client)
                    .end()
                    .isAfter(world.wallClock().instant().plus(LONG.dividedBy(2)));
            if (!lasts && refreshing.getOrDefault(client, Map.of()).isEmpty()) {
                refresh(client, issue(client.identity()));
            }
            all &= lasts;
        }
        return all;
    }
}
