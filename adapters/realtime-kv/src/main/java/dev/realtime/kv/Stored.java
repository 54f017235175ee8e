package dev.realtime.kv;

import dev.realtime.core.UserId;
import dev.realtime.kv.Sealer.Sealed;
import java.util.Optional;

/** A record as the table has it. @param content empty if it was deleted */
record Stored(KvKey key, Optional<Sealed> content, long version) {

    /** @throws SealException with the version, if it does not open */
    KvRecord open(Sealer sealer, UserId owner) {
        try {
            return new KvRecord(key, content.map(it -> sealer.open(owner, key, it)), version);
        } catch (SealException e) {
            throw new SealException(e.getMessage(), version);
        }
    }
}
