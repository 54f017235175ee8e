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
    private final Map<String, Object> fixed;
    private final ClaimNames names;

    private Tokens(
            byte[] secret, InstantSource clock, Randomness randomness, Map<String, Object> fixed, ClaimNames names) {
        this.secret = secret;
        this.clock = clock;
        this.randomness = randomness;
        this.fixed = Map.copyOf(fixed);
        this.names = names;
    }

    /** @throws IllegalArgumentException if the secret is weak */
    public static Tokens hmac(String secret) {
        return hmac(secret.getBytes(StandardCharsets.UTF_8), InstantSource.system(), new SystemRandomness());
    }

    /** @throws IllegalArgumentException if the secret is weak */
    public static Tokens hmac(byte[] secret, InstantSource clock, Randomness randomness) {
        Secrets.requireHmacSecret(secret);
        return new Tokens(secret.clone(), clock, randomness, Map.of(), ClaimNames.USUAL);
    }

    /** The same, with {@code iss}. */
    public Tokens issuer(String name) {
        return with("iss", name);
    }

    /** The same, with {@code aud}. */
    public Tokens audience(String name) {
        return with("aud", List.of(name));
    }

    /** The same, with the user in that claim; {@code /a/b} is b inside a. Default: {@code sub}. */
    public Tokens userClaim(String claim) {
        return with(names.withUser(List.of(claim)));
    }

    /** The same, with the tenant in that claim; {@code /a/b} is b inside a. Default: {@code tenant}. */
    public Tokens tenantClaim(String claim) {
        return with(names.withTenant(claim));
    }

    /** The same, with the roles in that claim; {@code /a/b} is b inside a. Default: {@code roles}. */
    public Tokens roleClaim(String claim) {
        return with(names.withRoles(List.of(claim)));
    }

    /**
     * A token for {@code user}, good from now on.
     *
     * @param ttl more than zero
     * @throws IllegalArgumentException if two things would stand in one claim
     */
    public String issue(UserId user, Set<String> roles, Duration ttl) {
        Map<String, Object> claims = claims(user, ttl);
        if (!roles.isEmpty()) {
            ClaimNames.write(
                    claims, names.roles().get(0), roles.stream().sorted().toList());
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
        ClaimNames.write(claims, "channel", channel.local());
        return sign(new JOSEObjectType(SUBSCRIPTION_TYPE), claims);
    }

    private Map<String, Object> claims(UserId user, Duration ttl) {
        if (ttl.isZero() || ttl.isNegative()) {
            throw new IllegalArgumentException("need a ttl above zero but got " + ttl);
        }
        Instant now = clock.instant();
        Map<String, Object> claims = new LinkedHashMap<>(fixed);
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.plus(ttl).getEpochSecond());
        claims.put("jti", randomId());
        ClaimNames.write(claims, names.user().get(0), user.value());
        if (!user.tenant().isEmpty()) {
            ClaimNames.write(claims, names.tenant(), user.tenant());
        }
        return claims;
    }

    private Tokens with(String claim, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(fixed);
        more.put(claim, value);
        return new Tokens(secret, clock, randomness, more, names);
    }

    private Tokens with(ClaimNames other) {
        return new Tokens(secret, clock, randomness, fixed, other);
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
