package dev.realtime.kv;

import dev.realtime.core.UserId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Values by key, of each user his own. Nobody reaches another's keys: there is no call that names two users.
 *
 * <p>A record has a version that grows with every write. A write names the version that its writer saw and does nothing
 * if that is not the version any more, so that no write is lost under another. A deleted record keeps its version, and
 * whoever writes the key again goes on from it.
 *
 * <p><b>Threads:</b> thread-safe. Every call returns at once; the work is done on threads of the store, a bounded number
 * of calls waits for them, and stages complete on them.
 *
 * <p><b>Errors:</b> stages fail with {@link UnavailableException} when the database is away or does not answer in time
 * (of a write nobody knows then whether it happened; its versions tell), with {@link
 * dev.realtime.core.RefusedException} when too many calls wait ({@code OVERLOADED}) or a user has all the records he may
 * have ({@code LIMIT_EXCEEDED}) and nothing happened. A value that cannot be opened fails {@link #get} with {@link
 * SealException}; among others it is a record that says so, and the others are served.
 *
 * <p>{@link KvDatabase} has two implementations; {@code KvStoreContract} in this module's tests holds both to the same rules.
 */
public interface KvStore {

    /** The record, unless it was deleted or never written. */
    CompletionStage<Optional<KvRecord>> get(UserId owner, KvKey key);

    /**
     * The records that have a value, in the order of their keys.
     *
     * @return fewer than asked for if they would be longer than {@link KvLimits#maxPageBytes}; at least one if there is any
     */
    CompletionStage<KvPage> list(UserId owner, KvRange range);

    /**
     * Of these keys the records that have a value, in the order of the keys asked for, each once.
     *
     * @param keys at most {@link KvLimits#maxMutations}
     * @throws IllegalArgumentException if there are more
     */
    CompletionStage<List<KvRecord>> bulk(UserId owner, List<KvKey> keys);

    /**
     * Does all of these writes or none.
     *
     * @param batch at least one and at most {@link KvLimits#maxMutations}, each of another key
     * @throws IllegalArgumentException if it is not so
     */
    CompletionStage<KvOutcome> apply(UserId owner, List<Mutation> batch);

    /** The database cannot be reached, or did not answer in time. Worth retrying. */
    final class UnavailableException extends RuntimeException {
        private static final long serialVersionUID = 1;

        public UnavailableException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
