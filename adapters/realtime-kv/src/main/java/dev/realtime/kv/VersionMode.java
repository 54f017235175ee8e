package dev.realtime.kv;

/** What versions are. Either grows strictly with every write of a key, whatever the clock does. */
public enum VersionMode {
    /** The time of the write, in milliseconds since 1970; one more than the version before if that is not more. */
    TIMESTAMP {
        @Override
        long next(long last, long nowMillis) {
            return Math.max(last + 1, nowMillis);
        }
    },
    /** 0, 1, 2 … */
    COUNTER {
        @Override
        long next(long last, long nowMillis) {
            return last + 1;
        }
    };

    /** @param last the version before, {@link Mutation#NEW} if there is none */
    abstract long next(long last, long nowMillis);
}
