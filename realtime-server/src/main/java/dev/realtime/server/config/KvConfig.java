package dev.realtime.server.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where keys and values are kept.
 *
 * <p><b>Threads:</b> immutable.
 */
public record KvConfig(
        @Setting(about = "Whether users have keys and values at `/v1/kv`.", value = "true") boolean enabled,
        @Setting(
                        about =
                                "Database file of keys and values, made when the first request comes. One server has it to"
                                        + " itself.",
                        value = "data/kv")
                Path file,
        @Setting(
                        about =
                                "PostgreSQL database instead of the file, `jdbc:postgresql://host/database`; several servers"
                                        + " may share it.")
                Optional<String> url,
        @Setting(about = "Who connects to the PostgreSQL database.") Optional<String> user,
        @Setting(about = "That user's password.") Optional<Secret> password,
        @Setting(
                        about =
                                "What values are sealed with: `id:secret`, the secret 32 random bytes in hexadecimal digits or"
                                        + " base64; several parted by commas, the newest first.",
                        defaultText = "those in `key-file`")
                Optional<Secret> keys,
        @Setting(
                        about = "File with such keys, one a line. Without it one is made, for a database file.",
                        value = "data/kv.keys")
                Path keyFile,
        @Setting(
                        about =
                                "What a version is: the time of the write in milliseconds (`timestamp`), or 0, 1, 2 … of each"
                                        + " key (`counter`).",
                        value = "timestamp")
                Versions versions,
        @Setting(
                        about =
                                "Who is told of a change: whose key it is (`owner`), or everybody in the tenant who watches"
                                        + " (`all`), who then sees the names of all keys.",
                        value = "owner")
                Scope scope) {

    /** What versions are made of. */
    public enum Versions {
        TIMESTAMP,
        COUNTER
    }

    /** Who is told. */
    public enum Scope {
        OWNER,
        ALL
    }

    public KvConfig {
        PostgresUrl.check(url);
    }

    /** The same in another place. */
    public KvConfig inFile(Path newFile, Path newKeyFile) {
        return new KvConfig(enabled, newFile, Optional.empty(), user, password, keys, newKeyFile, versions, scope);
    }
}
