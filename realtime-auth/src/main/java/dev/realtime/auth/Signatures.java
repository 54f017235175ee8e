package dev.realtime.auth;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Finds out whether a token was signed by somebody it may be signed by, and has it read only then.
 *
 * <p><b>Threads:</b> thread-safe, blocks nowhere. Stages come completed unless keys have to be fetched.
 *
 * <p><b>Errors:</b> a stage completes exceptionally while there are no current keys.
 */
final class Signatures implements AutoCloseable {

    /** Makes something of what a token says. */
    @FunctionalInterface
    interface Reader<T> {
        T read(SignedToken token) throws BadToken;
    }

    private final Set<Algorithm> algorithms;
    private final KeySource keys;

    Signatures(Set<Algorithm> algorithms, KeySource keys) {
        this.algorithms = Set.copyOf(algorithms);
        this.keys = keys;
    }

    /**
     * @param types what the token's {@code typ} may be
     * @param reader gets the token if its signature holds
     * @param refusal what is answered to a bad one
     */
    <T> CompletionStage<T> judge(String token, Set<String> types, Reader<T> reader, Function<Flaw, T> refusal) {
        try {
            SignedToken signed = SignedToken.parse(token, algorithms, types);
            return keys.candidates(signed.algorithm(), signed.keyId())
                    .thenApply(found -> judge(signed, found, reader, refusal));
        } catch (BadToken e) {
            return CompletableFuture.completedStage(refusal.apply(e.flaw()));
        }
    }

    CompletionStage<Void> prefetch() {
        return keys.prefetch();
    }

    @Override
    public void close() {
        keys.close();
    }

    private static <T> T judge(
            SignedToken token, List<VerificationKey> candidates, Reader<T> reader, Function<Flaw, T> refusal) {
        try {
            if (candidates.isEmpty()) {
                throw new BadToken(Flaw.UNKNOWN_KEY);
            }
            if (candidates.stream().noneMatch(key -> key.verifies(token))) {
                throw new BadToken(Flaw.BAD_SIGNATURE);
            }
            return reader.read(token);
        } catch (BadToken e) {
            return refusal.apply(e.flaw());
        }
    }
}
