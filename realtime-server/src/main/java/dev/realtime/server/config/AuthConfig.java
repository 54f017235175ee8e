package dev.realtime.server.config;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Who may come in.
 *
 * <p><b>Threads:</b> immutable.
 */
public record AuthConfig(
        @Setting(
                        about =
                                "Key of administrators, 16 characters or more, sent as `x-api-key` to `/call` and `/stats`."
                                        + " Without one they answer 401.")
                Optional<Secret> adminKey,
        @Setting(about = "How tokens are verified. Without any key every token is refused.") JwtConfig jwt) {

    private static final int MIN_LENGTH = 16;

    /** Words that stand in examples; who starts with one has not read on. */
    private static final Set<String> EXAMPLES =
            Set.of("changeme", "change-me", "secret", "password", "example", "admin");

    public AuthConfig {
        adminKey.ifPresent(AuthConfig::refuseWeak);
    }

    private static void refuseWeak(Secret key) {
        String text = key.reveal();
        if (text.length() < MIN_LENGTH) {
            throw new IllegalArgumentException("need an admin-key of " + MIN_LENGTH + " characters or more");
        }
        String plain = text.toLowerCase(Locale.ROOT);
        boolean monotonous = text.chars().distinct().count() < 4;
        if (monotonous || EXAMPLES.stream().anyMatch(plain::startsWith)) {
            throw new IllegalArgumentException("need an admin-key that cannot be guessed");
        }
    }
}
