package dev.realtime.auth;

import dev.realtime.core.memory.SystemTicker;
import dev.realtime.core.spi.Ticker;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Makes a {@link JwtAuthenticator}.
 *
 * <pre>{@code
 * JwtAuth.hmac(secret)                                             // tokens of your own backend
 * JwtAuth.builder()                                                // tokens of an identity provider
 *         .jwks(Jwks.at(URI.create("https://id.example.com/.well-known/jwks.json")))
 *         .issuer("https://id.example.com/").audience("realtime")
 *         .build()
 * }</pre>
 */
public final class JwtAuth {

    private JwtAuth() {}

    /** Judges tokens signed with HS256 and this secret. @throws IllegalArgumentException if it is weak */
    public static JwtAuthenticator hmac(String secret) {
        return builder().hmac(secret).build();
    }

    /** Judges tokens signed with the keys at {@code uri}. Whom they were issued for is not looked at: see the builder. */
    public static JwtAuthenticator jwks(URI uri) {
        return builder().jwks(Jwks.at(uri)).build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /**
     * Options of a {@link JwtAuthenticator}; it needs a key, the rest has defaults. Confined to the thread that builds.
     */
    public static final class Builder {
        private static final Duration MAX_SKEW = Duration.ofMinutes(5);
        private static final Set<Algorithm> OF_PUBLIC_KEYS =
                EnumSet.of(Algorithm.RS256, Algorithm.ES256, Algorithm.EDDSA);

        private final List<VerificationKey> secrets = new ArrayList<>();
        private final List<VerificationKey> publicKeys = new ArrayList<>();
        private Optional<Jwks> jwks = Optional.empty();
        private Set<Algorithm> algorithms = EnumSet.allOf(Algorithm.class);
        private Optional<String> issuer = Optional.empty();
        private Optional<String> audience = Optional.empty();
        private Duration skew = Duration.ofSeconds(30);
        private boolean expiryRequired = true;
        private List<String> userClaims = List.of("sub");
        private String tenantClaim = "tenant";
        private List<String> roleClaims = List.of("roles", "role");
        private String infoClaim = "info";
        private InstantSource clock = InstantSource.system();
        private Ticker ticker = SystemTicker.INSTANCE;
        private Function<Jwks, KeyFetch> fetch = HttpFetch::onOwnThread;

        private Builder() {}

        /** A secret for HS256 as text. Several may be in use at a time, to change them. */
        public Builder hmac(String secret) {
            return hmac(secret.getBytes(StandardCharsets.UTF_8));
        }

        /** @param secret 32 bytes or more, random */
        public Builder hmac(byte[] secret) {
            secrets.add(VerificationKey.secret(Optional.empty(), secret));
            return this;
        }

        /** @param keyId the {@code kid} of tokens that were signed with it */
        public Builder hmac(String keyId, byte[] secret) {
            secrets.add(VerificationKey.secret(Optional.of(keyId), secret));
            return this;
        }

        /** @param text public keys as PEM blocks, a JWK or a JWK set; RSA, P-256 or Ed25519 */
        public Builder publicKeys(String text) {
            publicKeys.addAll(PublicKeys.read(text));
            return this;
        }

        /** Public keys that an identity provider publishes. */
        public Builder jwks(Jwks set) {
            jwks = Optional.of(set);
            return this;
        }

        /** Takes no others than these, whatever keys there are. */
        public Builder algorithms(Set<Algorithm> allowed) {
            algorithms = EnumSet.copyOf(allowed);
            return this;
        }

        /** What {@code iss} must be. Default: it is not looked at. */
        public Builder issuer(String expected) {
            issuer = Optional.of(expected);
            return this;
        }

        /** What {@code aud} must be or contain. Default: it is not looked at. */
        public Builder audience(String expected) {
            audience = Optional.of(expected);
            return this;
        }

        /** How far clocks may differ, up to 5 minutes. Default: 30 s. */
        public Builder skew(Duration allowed) {
            if (allowed.isNegative() || allowed.compareTo(MAX_SKEW) > 0) {
                throw new IllegalArgumentException("need a skew from 0 to " + MAX_SKEW + " but got " + allowed);
            }
            skew = allowed;
            return this;
        }

        /** Takes tokens without {@code exp} too: they are good until their key changes. */
        public Builder withoutExpiryToo() {
            expiryRequired = false;
            return this;
        }

        /** The claims that may name the user; the first that a token has counts. Default: {@code sub}. */
        public Builder userClaims(String... claims) {
            userClaims = List.of(claims);
            return this;
        }

        /** Default: {@code tenant}. */
        public Builder tenantClaim(String claim) {
            tenantClaim = claim;
            return this;
        }

        /** Claims with roles, strings or arrays; {@code /a/b} is b inside a. Default: {@code roles}, {@code role}. */
        public Builder roleClaims(String... claims) {
            roleClaims = List.of(claims);
            return this;
        }

        /**
         * The claim with what others are shown of the user where presence is kept: any JSON, up to 1 KiB;
         * {@code /a/b} is b inside a. Default: {@code info}.
         */
        public Builder infoClaim(String claim) {
            infoClaim = claim;
            return this;
        }

        /** Wall time, which tokens are measured against. */
        public Builder clock(InstantSource wallClock) {
            clock = wallClock;
            return this;
        }

        /** Where key sets are fetched and read, instead of on one daemon thread; the caller ends it. */
        public Builder executor(Executor executor) {
            fetch = set -> HttpFetch.on(executor, set);
            return this;
        }

        /** @throws IllegalArgumentException if there is no key for any allowed algorithm */
        public JwtAuthenticator build() {
            if (jwks.isPresent() && !publicKeys.isEmpty()) {
                throw new IllegalArgumentException("need public keys or a URL of them but got both");
            }
            Set<Algorithm> usable = usableAlgorithms();
            if (usable.isEmpty()) {
                throw new IllegalArgumentException("need a secret, public keys or a URL of them for " + algorithms);
            }
            return new JwtAuthenticator(
                    new Signatures(usable, keys(usable)),
                    new Expectations(issuer, audience, skew, expiryRequired),
                    new ClaimNames(userClaims, tenantClaim, roleClaims, infoClaim),
                    clock);
        }

        Builder ticker(Ticker monotonic) {
            ticker = monotonic;
            return this;
        }

        private Set<Algorithm> usableAlgorithms() {
            Set<Algorithm> usable = EnumSet.noneOf(Algorithm.class);
            secrets.forEach(key -> usable.add(key.algorithm()));
            publicKeys.forEach(key -> usable.add(key.algorithm()));
            jwks.ifPresent(set -> usable.addAll(OF_PUBLIC_KEYS));
            usable.retainAll(algorithms);
            return usable;
        }

        private KeySource keys(Set<Algorithm> usable) {
            List<VerificationKey> fixed = new ArrayList<>(secrets);
            fixed.addAll(publicKeys);
            return jwks.<KeySource>map(set -> new SecretsAndRemoteKeys(
                            new FixedKeys(secrets), new RemoteKeys(set, usable, fetch.apply(set), ticker)))
                    .orElseGet(() -> new FixedKeys(fixed));
        }
    }

    /** Secrets answer for their own algorithm, the remote set for all others. */
    private record SecretsAndRemoteKeys(FixedKeys secrets, RemoteKeys remote) implements KeySource {

        @Override
        public CompletionStage<List<VerificationKey>> candidates(Algorithm algorithm, Optional<String> keyId) {
            return algorithm == Algorithm.HS256
                    ? secrets.candidates(algorithm, keyId)
                    : remote.candidates(algorithm, keyId);
        }

        @Override
        public CompletionStage<Void> prefetch() {
            return remote.prefetch();
        }

        @Override
        public void close() {
            remote.close();
        }
    }
}
