package dev.realtime.auth;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Keys of the configuration. <b>Threads:</b> immutable. */
record FixedKeys(List<VerificationKey> keys) implements KeySource {

    FixedKeys {
        keys = List.copyOf(keys);
    }

    @Override
    public CompletionStage<List<VerificationKey>> candidates(Algorithm algorithm, Optional<String> keyId) {
        return CompletableFuture.completedStage(matching(keys, algorithm, keyId));
    }

    @Override
    public CompletionStage<Void> prefetch() {
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void close() {}

    static List<VerificationKey> matching(List<VerificationKey> keys, Algorithm algorithm, Optional<String> keyId) {
        return keys.stream().filter(key -> key.mayHaveSigned(algorithm, keyId)).toList();
    }
}
