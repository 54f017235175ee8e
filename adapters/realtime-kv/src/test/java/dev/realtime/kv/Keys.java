package dev.realtime.kv;

import dev.realtime.core.memory.SystemRandomness;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Keys and sealers of tests. */
final class Keys {

    static final SealKey K1 = key("k1", 1);
    static final SealKey K2 = key("k2", 2);

    private Keys() {}

    static SealKey key(String id, int fill) {
        byte[] secret = new byte[SealKey.BYTES];
        Arrays.fill(secret, (byte) fill);
        return new SealKey(id, secret);
    }

    static Sealer sealer(SealKey... keys) {
        return new Sealer(List.of(keys), new SystemRandomness());
    }

    static KvOptions options(SealKey... keys) {
        return KvOptions.of(sealer(Stream.of(keys).toArray(SealKey[]::new)));
    }
}
