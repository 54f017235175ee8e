package dev.realtime.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import dev.realtime.core.ChannelName;
import dev.realtime.core.UserId;
import dev.realtime.core.memory.SystemRandomness;
import dev.realtime.core.spi.Randomness;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Issues tokens with HS256: for development, demos and tests. In production tokens come from whoever knows the users.
 *
 * <p><b>Threads:</b> immutable.
 */
public final class Tokens {

    /** What {@code typ} of a token for one channel is; of others it is {@code JWT}. */
    static final String SUBSCRIPTION_TYPE = "subscription+jwt";

    private static final int ID_BYTES = 16;

    private final byte[] secret;
    private final InstantSource clock;
    private final Randomness randomness;
    private final Optional<String> issuer;
    private final Optional<String> audience;

    private Tokens(
            byte[] secret,
            InstantSource clock,
            Randomness randomness,
            Optional<String> issuer,
            Optional<String> audience) {
        this.secret = secret;
        this.clock = clock;
        this.randomness = randomness;
        this.issuer = issuer;
        this.audience = audience;
    }

    /** @throws IllegalArgumentException if the secret is weak */
    public static Tokens hmac(String secret) {
        return hmac(secret.getBytes(StandardCharsets.UTF_8), InstantSource.system(), new SystemRandomness());
    }

    /** @throws IllegalArgumentException if the secret is weak */
    public static Tokens hmac(byte[] secret, InstantSource clock, Randomness randomness) {
        Secrets.requireHmacSecret(secret);
        return new Tokens(secret.clone(), clock, randomness, Optional.empty(), Optional.empty());
    }

    /** The same, with {@code iss}. */
    public Tokens issuer(String name) {
        return new Tokens(secret, clock, randomness, Optional.of(name), audience);
    }

    /** The same, with {@code aud}. */
    public Tokens audience(String name) {
        return new Tokens(secret, clock, randomness, issuer, Optional.of(name));
    }

    /**
     * A token for {@code user}, good from now on.
     *
     * @param ttl more than zero
     */
    public String issue(UserId user, Set<String> roles, Duration ttl) {
        Map<String, Object> claims = claims(user, ttl);
        if (!roles.isEmpty()) {
            claims.put("roles", roles.stream().sorted().toList());
        }
        return sign(JOSEObjectType.JWT, claims);
    }

    /**
     * A token that lets {@code user} into one channel of its tenant, good from now on. It opens no connection.
     *
     * @param ttl more than zero
     */
    public String issueSubscription(UserId user, ChannelName channel, Duration ttl) {
        if (!channel.tenant().equals(user.tenant())) {
            throw new IllegalArgumentException("need a channel of the user's tenant but got " + channel);
        }
        Map<String, Object> claims = claims(user, ttl);
        claims.put("channel", channel.local());
        return sign(new JOSEObjectType(SUBSCRIPTION_TYPE), claims);
    }

    private Map<String, Object> claims(UserId user, Duration ttl) {
        if (ttl.isZero() || ttl.isNegative()) {
            throw new IllegalArgumentException("need a ttl above zero but got " + ttl);
        }
        Instant now = clock.instant();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("sub", user.value());
        if (!user.tenant().isEmpty()) {
            claims.put("tenant", user.tenant());
        }
        issuer.ifPresent(name -> claims.put("iss", name));
        audience.ifPresent(name -> claims.put("aud", List.of(name)));
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.plus(ttl).getEpochSecond());
        claims.put("jti", randomId());
        return claims;
    }

    private String randomId() {
        byte[] id = new byte[ID_BYTES];
        randomness.fill(id);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    }

    private String sign(JOSEObjectType type, Map<String, Object> claims) {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256).type(type).build();
        JWSObject token = new JWSObject(header, new Payload(claims));
        try {
            token.sign(new MACSigner(secret));
        } catch (JOSEException e) {
            throw new IllegalStateException("need a JDK with HmacSHA256", e);
        }
        return token.serialize();
    }
}
