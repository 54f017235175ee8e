package dev.realtime.auth;

import dev.realtime.core.Identity;
import java.util.Set;

/** Whom a {@link ChannelRules} rule is for. <b>Threads:</b> immutable. */
public sealed interface Who {

    /** Whoever is connected, also those that are only believed to be who they say. */
    static Who everyone() {
        return Group.EVERYONE;
    }

    static Who nobody() {
        return Group.NOBODY;
    }

    /** Those that proved who they are ({@link Identity#verified}), whatever else their credential said. */
    static Who verified() {
        return Group.VERIFIED;
    }

    /** Those that have one of these roles. */
    static Who roles(String... roles) {
        return new Roles(Set.of(roles));
    }

    boolean includes(Identity identity);

    /** The groups that need no list. */
    enum Group implements Who {
        EVERYONE,
        NOBODY,
        VERIFIED;

        @Override
        public boolean includes(Identity identity) {
            return switch (this) {
                case EVERYONE -> true;
                case NOBODY -> false;
                case VERIFIED -> identity.verified();
            };
        }
    }

    /** @param roles one of them is enough */
    record Roles(Set<String> roles) implements Who {
        public Roles {
            roles = Set.copyOf(roles);
            if (roles.isEmpty()) {
                throw new IllegalArgumentException("need a role; for none there is nobody()");
            }
        }

        @Override
        public boolean includes(Identity identity) {
            return identity.roles().stream().anyMatch(roles::contains);
        }
    }
}
