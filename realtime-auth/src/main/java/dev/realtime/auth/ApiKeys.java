package dev.realtime.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The keys with which backends and operators call the HTTP interface. Nobody configured means nobody gets in.
 *
 * <p>Only digests are kept. A key that is presented is compared with all of them in the same time, wherever it differs
 * and whether or not one was found.
 *
 * <pre>{@code
 * ApiKeys keys = ApiKeys.builder().key("billing", secret, "publish").key("ops", other, "admin", "publish").build();
 * boolean mayPublish = keys.find(header).filter(grant -> grant.allows("publish")).isPresent();
 * }</pre>
 *
 * <p><b>Threads:</b> immutable.
 */
public final class ApiKeys {

    /** No key at all: every call is refused. */
    public static final ApiKeys NONE = new ApiKeys(List.of());

    private static final int MAX_LENGTH = 256;

    private final List<Entry> entries;

    private ApiKeys(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Whether there is no key at all, so that every one is wrong. */
    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** What a presented key grants; empty for a wrong one. */
    public Optional<Grant> find(String presented) {
        if (presented.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        byte[] digest = digest(presented);
        Optional<Grant> found = Optional.empty();
        for (Entry entry : entries) {
            if (MessageDigest.isEqual(entry.digest, digest)) {
                found = Optional.of(entry.grant);
            }
        }
        return found;
    }

    /** Names and permissions. */
    @Override
    public String toString() {
        return "ApiKeys" + entries.stream().map(Entry::grant).toList();
    }

    private static byte[] digest(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("need a JDK with SHA-256", e);
        }
    }

    private record Entry(Grant grant, byte[] digest) {}

    /**
     * Whose key it is and what it is good for.
     *
     * @param name for logs
     * @param permissions exactly these; none contains another
     */
    public record Grant(String name, Set<String> permissions) {
        public Grant {
            permissions = Set.copyOf(permissions);
        }

        public boolean allows(String permission) {
            return permissions.contains(permission);
        }
    }

    /** Collects keys. Confined to the thread that builds. */
    public static final class Builder {
        private final List<Entry> entries = new ArrayList<>();

        private Builder() {}

        /**
         * @param name another one for every key, also for an old and a new key of one caller
         * @param key 16 to 256 characters, random
         * @throws IllegalArgumentException if the key is weak, or it or its name is there already
         */
        public Builder key(String name, String key, String... permissions) {
            Secrets.requireApiKey(name, key);
            byte[] digest = digest(key);
            for (Entry other : entries) {
                if (other.grant.name().equals(name) || MessageDigest.isEqual(other.digest, digest)) {
                    throw new IllegalArgumentException("need different API keys but got the same name or key for "
                            + other.grant.name() + ", " + name);
                }
            }
            entries.add(new Entry(new Grant(name, Set.of(permissions)), digest));
            return this;
        }

        public ApiKeys build() {
            return new ApiKeys(entries);
        }
    }
}
