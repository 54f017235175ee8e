package dev.realtime.core;

import java.util.Objects;
import java.util.Optional;

/**
 * Somebody who is present in a channel: a client that is subscribed to it, or, in the presence of a user's personal
 * channel, the user himself as long as one client of his is connected.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param client public id of the client; empty for a user as a whole
 * @param info what the application says about the identity (see {@link Identity#info}); the same for all its channels
 * @param state what the client itself says about what it does in this channel; empty for nothing, or no longer
 * @param joinedAtMillis wall time, milliseconds since 1970
 */
public record Member(String client, UserId user, Optional<Payload> info, Optional<Payload> state, long joinedAtMillis) {

    public Member {
        Objects.requireNonNull(client, "client");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(info, "info");
        Objects.requireNonNull(state, "state");
    }

    public Member state(Optional<Payload> newState) {
        return new Member(client, user, info, newState, joinedAtMillis);
    }

    /** What tells it from other members of a channel: the client, or the user where there is none. */
    public String key() {
        return client.isEmpty() ? user.value() : client;
    }
}
