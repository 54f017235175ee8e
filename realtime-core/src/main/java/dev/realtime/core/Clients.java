package dev.realtime.core;

import java.util.Objects;
import java.util.Optional;

/**
 * Of whose connections the application speaks: all that a user has, or those of one of his clients.
 *
 * <p><b>Shape:</b> {@code id} is the client's public id, 1 to {@value #MAX_ID} of {@code A-Z a-z 0-9 _ -}: what a call
 * says as {@link dev.realtime.core.spi.Call#client} and a message as its origin. A client has one connection; while it comes
 * back, its old one may be there as well.
 *
 * <p><b>Threads:</b> immutable.
 */
public record Clients(UserId user, Optional<String> id) {

    /** Longest id of a client, in characters. */
    public static final int MAX_ID = 64;

    public Clients {
        Objects.requireNonNull(user, "user");
        if (id.isPresent() && !isId(id.get())) {
            throw new IllegalArgumentException("need 1-64 of [A-Za-z0-9_-] as a client's id");
        }
    }

    /** All of the user's. */
    public static Clients of(UserId user) {
        return new Clients(user, Optional.empty());
    }

    /** One of the user's. */
    public static Clients of(UserId user, String id) {
        return new Clients(user, Optional.of(id));
    }

    /** Whether {@code text} may be the id of a client. */
    public static boolean isId(String text) {
        return !text.isEmpty() && text.length() <= MAX_ID && text.chars().allMatch(Clients::isIdCharacter);
    }

    private static boolean isIdCharacter(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-';
    }
}
