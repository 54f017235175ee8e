package dev.realtime.auth;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Where verification keys come from.
 *
 * <p><b>Threads:</b> called from any thread, returns at once.
 *
 * <p><b>Errors:</b> a stage that completes exceptionally means that nobody can tell now.
 */
interface KeySource extends AutoCloseable {

    /** The keys that may have signed such a token; none if there is no such key. */
    CompletionStage<List<VerificationKey>> candidates(Algorithm algorithm, Optional<String> keyId);

    /** Gets ready to answer at once. */
    CompletionStage<Void> prefetch();

    @Override
    void close();
}
