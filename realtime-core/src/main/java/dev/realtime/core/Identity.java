package dev.realtime.core;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Who is at the other end of a connection, as far as the server believes it.
 *
 * <p><b>Shape:</b> {@code verified} is set by whoever checked a credential, and by nobody else. {@code roles} holds only
 * roles that such a credential grants, so that there are none without. {@code expiresAt} is empty for an identity without
 * an end; {@code tokenId} is the token's {@code jti}, if it had one.
 *
 * <p><b>Threads:</b> immutable.
 */
public record Identity(
        UserId user, boolean verified, Set<String> roles, Optional<Instant> expiresAt, Optional<String> tokenId) {

    public Identity {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(expiresAt, "expiresAt");
        Objects.requireNonNull(tokenId, "tokenId");
        roles = Set.copyOf(roles);
        if (!verified && !roles.isEmpty()) {
            throw new IllegalArgumentException("need no roles where nothing was verified but got " + roles.size());
        }
    }

    /** An identity that nobody vouched for: it has a name and no rights of its own. */
    public static Identity claimed(UserId user) {
        return new Identity(user, false, Set.of(), Optional.empty(), Optional.empty());
    }

    /** An identity that a credential proved, which said no more than the name: without roles, id or end. */
    public static Identity verified(UserId user) {
        return new Identity(user, true, Set.of(), Optional.empty(), Optional.empty());
    }

    public String tenant() {
        return user.tenant();
    }
}
