package dev.realtime.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.util.Base64URL;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;

/**
 * A key bound to the one algorithm it may be used with, so that a public key can never serve as a secret (RFC 8725
 * §3.1).
 *
 * <p><b>Threads:</b> immutable.
 */
final class VerificationKey {

    private static final int MIN_RSA_BITS = 2048;

    private final Algorithm algorithm;
    private final Optional<String> id;
    private final SignatureCheck check;

    private VerificationKey(Algorithm algorithm, Optional<String> id, SignatureCheck check) {
        this.algorithm = algorithm;
        this.id = id;
        this.check = check;
    }

    /** @throws IllegalArgumentException if the secret is short or guessable */
    static VerificationKey secret(Optional<String> id, byte[] secret) {
        Secrets.requireHmacSecret(secret);
        try {
            return new VerificationKey(
                    Algorithm.HS256, id, nimbus(JWSAlgorithm.HS256, new MACVerifier(secret.clone())));
        } catch (JOSEException e) {
            throw new IllegalArgumentException("need a secret for HS256", e);
        }
    }

    /** @throws IllegalArgumentException if it is not a key of an {@link Algorithm}, or too weak */
    static VerificationKey of(Optional<String> id, PublicKey key) {
        if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() >= MIN_RSA_BITS) {
            return new VerificationKey(Algorithm.RS256, id, nimbus(JWSAlgorithm.RS256, new RSASSAVerifier(rsa)));
        }
        if (key instanceof ECPublicKey ec && Curve.P_256.equals(Curve.forECParameterSpec(ec.getParams()))) {
            return new VerificationKey(Algorithm.ES256, id, nimbus(JWSAlgorithm.ES256, ecdsa(ec)));
        }
        if (key instanceof EdECPublicKey ed
                && Ed25519.NAME.equals(ed.getParams().getName())) {
            return new VerificationKey(Algorithm.EDDSA, id, new Ed25519(ed));
        }
        throw new IllegalArgumentException("need an RSA key of " + MIN_RSA_BITS
                + " bits or more, a P-256 or an Ed25519 key but got " + key.getAlgorithm());
    }

    Algorithm algorithm() {
        return algorithm;
    }

    /**
     * Whether a token that names {@code keyId} may have been signed with this key. Either side may leave the name out;
     * then the signature alone decides.
     */
    boolean mayHaveSigned(Algorithm alg, Optional<String> keyId) {
        return algorithm == alg && (id.isEmpty() || keyId.isEmpty() || id.equals(keyId));
    }

    boolean verifies(SignedToken token) {
        return token.algorithm() == algorithm && check.holds(token.signedBytes(), token.signature());
    }

    /** The algorithm only. */
    @Override
    public String toString() {
        return "VerificationKey[" + algorithm + "]";
    }

    private static JWSVerifier ecdsa(ECPublicKey key) {
        try {
            return new ECDSAVerifier(key);
        } catch (JOSEException e) {
            throw new IllegalArgumentException("need a P-256 key", e);
        }
    }

    /** Nimbus is shown a header of our own making; it never sees the token's. */
    private static SignatureCheck nimbus(JWSAlgorithm algorithm, JWSVerifier verifier) {
        JWSHeader header = new JWSHeader(algorithm);
        return (signed, signature) -> {
            try {
                return verifier.verify(header, signed, Base64URL.encode(signature));
            } catch (JOSEException e) {
                return false;
            }
        };
    }

    /** Whether {@code signature} is this key's over {@code signed}; false for whatever else is wrong with it. */
    @FunctionalInterface
    interface SignatureCheck {
        boolean holds(byte[] signed, byte[] signature);
    }
}
