package dev.realtime.core;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Who is at the other end of a connection, as far as the server believes it.
 *
 * <p><b>Shape:</b> {@code verified} is set by whoever checked a credential, and by nobody else. {@code roles} holds only
 * roles that such a credential grants, so that there are none without. {@code issuedAt} and {@code tokenId} are the
 * token's {@code iat} and {@code jti}, if it had them; {@code expiresAt} is empty for an identity without an end. {@code
 * info} is what others are shown about it where presence is kept.
 *
 * <p><b>Threads:</b> immutable.
 */
public record Identity(
        UserId user,
        boolean verified,
        Set<String> roles,
        Optional<Instant> issuedAt,
        Optional<Instant> expiresAt,
        Optional<String> tokenId,
        Optional<Payload> info) {

    public Identity {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(issuedAt, "issuedAt");
        Objects.requireNonNull(expiresAt, "expiresAt");
        Objects.requireNonNull(tokenId, "tokenId");
        Objects.requireNonNull(info, "info");
        roles = Set.copyOf(roles);
        if (!verified && !roles.isEmpty()) {
            throw new IllegalArgumentException("need no roles where nothing was verified but got " + roles.size());
        }
    }

    /** An identity that nobody vouched for: it has a name and no rights of its own. */
    public static Identity claimed(UserId user) {
        return of(user, false);
    }

    /** An identity that a credential proved, which said no more than the name: without roles, id or end. */
    public static Identity verified(UserId user) {
        return of(user, true);
    }

    public Identity roles(Set<String> newRoles) {
        return new Identity(user, verified, newRoles, issuedAt, expiresAt, tokenId, info);
    }

    public Identity issuedAt(Instant moment) {
        return new Identity(user, verified, roles, Optional.of(moment), expiresAt, tokenId, info);
    }

    public Identity expiresAt(Instant end) {
        return new Identity(user, verified, roles, issuedAt, Optional.of(end), tokenId, info);
    }

    public Identity tokenId(String id) {
        return new Identity(user, verified, roles, issuedAt, expiresAt, Optional.of(id), info);
    }

    public Identity info(Payload shown) {
        return new Identity(user, verified, roles, issuedAt, expiresAt, tokenId, Optional.of(shown));
    }

    public String tenant() {
        return user.tenant();
    }

    private static Identity of(UserId user, boolean verified) {
        return new Identity(
                user, verified, Set.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
