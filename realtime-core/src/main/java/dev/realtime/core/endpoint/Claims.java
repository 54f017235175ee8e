package dev.realtime.core.endpoint;

import dev.realtime.core.Identity;
import dev.realtime.core.UserId;
import dev.realtime.core.policy.ProxyHeaders;
import dev.realtime.core.spi.Handshake;
import java.util.List;
import java.util.Optional;

/**
 * How a peer says in the URL who it is. Anybody can write anything there, so beside a token a claim can only restrict,
 * and without one it counts only where the owner of the endpoint said so. There is no such thing as a claimed role.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param userParameter query parameter with the user's id, if the endpoint knows one
 * @param tenantParameter query parameter with the tenant, if the endpoint knows one
 * @param trusted whether a claim is enough where there is no token
 * @param throughProxies whether also one that a proxy hands on
 */
record Claims(
        Optional<String> userParameter, Optional<String> tenantParameter, boolean trusted, boolean throughProxies) {

    /** Whether what this peer claims is enough. A proxy that does not say that it is one passes for the peer. */
    boolean believes(Handshake handshake) {
        return trusted
                && (throughProxies || !ProxyHeaders.areIn(handshake.headers().keySet()));
    }

    /** What the handshake claims; empty if a value occurs twice or breaks the grammar of ids. */
    Optional<Claim> read(Handshake handshake) {
        List<String> users = values(handshake, userParameter);
        List<String> tenants = values(handshake, tenantParameter);
        return isWellFormed(users) && isWellFormed(tenants)
                ? Optional.of(
                        new Claim(users.stream().findFirst(), tenants.stream().findFirst()))
                : Optional.empty();
    }

    private static List<String> values(Handshake handshake, Optional<String> parameter) {
        return parameter
                .map(name -> handshake.query().getOrDefault(name, List.of()))
                .orElse(List.of());
    }

    private static boolean isWellFormed(List<String> values) {
        return values.size() <= 1 && values.stream().allMatch(UserId::isValid);
    }

    /** What one peer claims; both values keep the grammar of {@link UserId}. */
    record Claim(Optional<String> user, Optional<String> tenant) {

        boolean isEmpty() {
            return user.isEmpty() && tenant.isEmpty();
        }

        /** Whether it names another user or tenant than a verified credential does. */
        boolean contradicts(Identity verified) {
            return user.filter(id -> !id.equals(verified.user().value())).isPresent()
                    || tenant.filter(id -> !id.equals(verified.tenant())).isPresent();
        }

        /** The claimed identity, if a user is claimed. */
        Optional<Identity> identity() {
            return user.map(id -> Identity.claimed(new UserId(tenant.orElse(""), id)));
        }
    }
}
