package dev.realtime.server.kv;

import dev.realtime.core.memory.SystemRandomness;
import dev.realtime.core.spi.Randomness;
import dev.realtime.kv.SealKey;
import dev.realtime.kv.SealKeyFile;
import dev.realtime.kv.Sealer;
import dev.realtime.server.config.ConfigException;
import dev.realtime.server.config.KvConfig;
import dev.realtime.server.config.Secret;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What values are sealed with, as the configuration says. */
final class SealKeys {

    private static final Randomness RANDOMNESS = new SystemRandomness();

    // One made here would open nothing that others of the servers sealed, and be gone with this machine.
    private static final String NEEDS_KEYS =
            "need the keys of a PostgreSQL database, the same on every server that has it:"
                    + " make one with `echo k1:$(openssl rand -hex 32) > kv.keys`, keep it safe, and name the file as"
                    + " kv.key-file or in REALTIME_KV_KEYS_FILE";

    private SealKeys() {}

    /**
     * Makes nothing.
     *
     * @return empty if a file of keys is to be made with the database file
     * @throws ConfigException if keys are missing, or cannot be read
     */
    static Optional<Sealer> given(KvConfig config) {
        Optional<Secret> keys = config.keys();
        try {
            if (keys.isPresent()) {
                return Optional.of(new Sealer(parsed(keys.get()), RANDOMNESS));
            }
            if (Files.exists(config.keyFile())) {
                return Optional.of(new Sealer(SealKeyFile.open(config.keyFile()), RANDOMNESS));
            }
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new ConfigException(keys.isPresent() ? "kv.keys" : "kv.key-file", e.getMessage());
        }
        if (config.url().isPresent()) {
            throw new ConfigException("kv.keys", NEEDS_KEYS);
        }
        return Optional.empty();
    }

    /** Those that are given, or of a file that is made now. */
    static Sealer givenOrMade(KvConfig config) {
        return given(config)
                .orElseGet(() -> new Sealer(SealKeyFile.openOrCreate(config.keyFile(), RANDOMNESS), RANDOMNESS));
    }

    private static List<SealKey> parsed(Secret keys) {
        return Arrays.stream(keys.reveal().split("[,\\s]+"))
                .filter(text -> !text.isEmpty())
                .map(SealKey::parse)
                .toList();
    }
}
