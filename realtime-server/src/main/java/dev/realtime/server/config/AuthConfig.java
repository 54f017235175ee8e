package dev.realtime.server.config;

import dev.realtime.auth.ApiKeys;
import java.util.Optional;

/**
 * Who may come in.
 *
 * <p><b>Threads:</b> immutable.
 */
public record AuthConfig(
        @Setting(
                        about = "Key of administrators, 16 to 256 random characters, sent as `x-api-key` to `/call` and"
                                + " `/stats`. Without one they answer 401.")
                Optional<Secret> adminKey,
        @Setting(about = "How tokens are verified. Without any key every token is refused.") JwtConfig jwt) {

    /** What the admin key allows, by the words of {@link ApiKeys}. */
    public static final String ADMIN = "admin";

    public AuthConfig {
        try {
            keys(adminKey);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("admin-key: " + e.getMessage(), e);
        }
    }

    /** The keys of administrators. */
    public ApiKeys keys() {
        return keys(adminKey);
    }

    private static ApiKeys keys(Optional<Secret> adminKey) {
        return adminKey.map(
                        key -> ApiKeys.builder().key(ADMIN, key.reveal(), ADMIN).build())
                .orElse(ApiKeys.NONE);
    }
}
