package dev.realtime.examples.adapter;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.Identity;
import dev.realtime.core.UserId;
import dev.realtime.core.spi.Authenticator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

// region: extend
/** Users present the session id your application gave them at login. */
final class SessionTable implements Authenticator {

    private final Map<String, UserId> sessions = new ConcurrentHashMap<>();

    void login(String session, UserId user) {
        sessions.put(session, user);
    }

    @Override
    public CompletionStage<Outcome> authenticate(String token) {
        UserId user = sessions.get(token);
        return CompletableFuture.completedStage(
                user == null
                        ? new Outcome.Rejected(ErrorCode.UNAUTHORIZED, "unknown_session")
                        : new Outcome.Accepted(Identity.verified(user)));
    }
}
// end: extend
