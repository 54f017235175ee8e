package dev.realtime.core.hub;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.Identity;
import dev.realtime.core.spi.Authenticator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Knows the tokens that a test has issued. */
final class Issuer implements Authenticator {

    private final Map<String, CompletionStage<Outcome>> issued = new HashMap<>();

    Issuer issues(String token, Identity identity) {
        issued.put(token, CompletableFuture.completedFuture(new Outcome.Accepted(identity)));
        return this;
    }

    Issuer rejects(String token, ErrorCode code) {
        issued.put(token, CompletableFuture.completedFuture(new Outcome.Rejected(code, "a-word")));
        return this;
    }

    /** The judgement of the token comes when the test completes it. */
    CompletableFuture<Outcome> hesitatesAbout(String token) {
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        issued.put(token, answer);
        return answer;
    }

    @Override
    public CompletionStage<Outcome> authenticate(String token) {
        return issued.getOrDefault(
                token, CompletableFuture.completedFuture(new Outcome.Rejected(ErrorCode.UNAUTHORIZED, "signature")));
    }
}
