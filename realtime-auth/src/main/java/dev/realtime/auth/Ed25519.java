package dev.realtime.auth;

import dev.realtime.auth.VerificationKey.SignatureCheck;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;

/**
 * Ed25519 on the JDK. Nimbus needs a second crypto library for it and its processor refuses {@code EdDSA}.
 *
 * <p><b>Source:</b> RFC 8032 §5.1, RFC 8037.
 */
record Ed25519(EdECPublicKey key) implements SignatureCheck {

    static final String NAME = "Ed25519";

    private static final int KEY_BYTES = 32;
    private static final int SIGNATURE_BYTES = 64;

    /**
     * The key of a JWK's {@code x}: the y coordinate in 255 bits, least byte first, and in the top bit whether x is odd.
     *
     * @throws IllegalArgumentException if these bytes are no point of the curve
     */
    static PublicKey decode(byte[] encoded) {
        if (encoded.length != KEY_BYTES) {
            throw new IllegalArgumentException("need " + KEY_BYTES + " bytes but got " + encoded.length);
        }
        byte[] bigEndian = new byte[KEY_BYTES];
        for (int i = 0; i < KEY_BYTES; i++) {
            bigEndian[i] = encoded[KEY_BYTES - 1 - i];
        }
        boolean isXOdd = (bigEndian[0] & 0x80) != 0;
        bigEndian[0] &= 0x7f;
        EdECPoint point = new EdECPoint(isXOdd, new BigInteger(1, bigEndian));
        try {
            return KeyFactory.getInstance(NAME)
                    .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("need an Ed25519 key", e);
        }
    }

    @Override
    public boolean holds(byte[] signed, byte[] signature) {
        if (signature.length != SIGNATURE_BYTES) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance(NAME);
            verifier.initVerify(key);
            verifier.update(signed);
            return verifier.verify(signature);
        } catch (SignatureException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("need a JDK with Ed25519", e);
        }
    }
}
