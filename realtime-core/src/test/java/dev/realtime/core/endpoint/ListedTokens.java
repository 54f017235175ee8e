package dev.realtime.core.endpoint;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.Identity;
import dev.realtime.core.UserId;
import dev.realtime.core.spi.Authenticator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Knows a few tokens by heart, and remembers which it was asked about. */
final class ListedTokens implements Authenticator {
    final List<String> asked = new ArrayList<>();
    private final Map<String, Identity> known = new HashMap<>();

    ListedTokens with(String token, UserId user, String... roles) {
        known.put(token, Identity.verified(user).roles(Set.of(roles)).tokenId("id-" + token));
        return this;
    }

    @Override
    public CompletionStage<Outcome> authenticate(String token) {
        asked.add(token);
        if (token.startsWith("expired")) {
            return CompletableFuture.completedStage(new Outcome.Rejected(ErrorCode.TOKEN_EXPIRED, "expired"));
        }
        return CompletableFuture.completedStage(Optional.ofNullable(known.get(token))
                .<Outcome>map(Outcome.Accepted::new)
                .orElse(new Outcome.Rejected(ErrorCode.UNAUTHORIZED, "bad_signature")));
    }
}
