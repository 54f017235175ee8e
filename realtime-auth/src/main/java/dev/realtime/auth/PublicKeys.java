package dev.realtime.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads public keys as people and identity providers write them. */
final class PublicKeys {

    /** A set holds the current key, the next, the last, and perhaps those of a few algorithms. */
    private static final int MAX_KEYS = 32;

    private static final Pattern PEM_BLOCK =
            Pattern.compile("-----BEGIN (PUBLIC KEY|CERTIFICATE)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
    private static final List<String> KEY_TYPES = List.of("RSA", "EC", Ed25519.NAME);

    private PublicKeys() {}

    /**
     * From the configuration, where a mistake is told.
     *
     * @param text PEM blocks ({@code PUBLIC KEY} or {@code CERTIFICATE}), a JWK, or a JWK set
     * @throws IllegalArgumentException if it holds no key, or one that cannot be used
     */
    static List<VerificationKey> read(String text) {
        List<VerificationKey> keys = text.stripLeading().startsWith("{") ? fromJson(text) : fromPem(text);
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("need a public key as PEM, JWK or JWK set but found none");
        }
        return keys;
    }

    /**
     * From an identity provider, whose other keys (for encryption, of newer types) are none of our business.
     *
     * @return the keys that can be used; none if this is no JWK set
     */
    static List<VerificationKey> usable(Map<String, Object> jwkSet) {
        List<VerificationKey> keys = new ArrayList<>();
        for (Map<String, Object> jwk : members(jwkSet)) {
            if (keys.size() == MAX_KEYS) {
                break;
            }
            try {
                keys.add(fromJwk(jwk));
            } catch (IllegalArgumentException e) {
                continue;
            }
        }
        return List.copyOf(keys);
    }

    private static List<VerificationKey> fromJson(String text) {
        Map<String, Object> json =
                Json.object(text).orElseThrow(() -> new IllegalArgumentException("need a JWK or a JWK set"));
        return json.containsKey("keys")
                ? members(json).stream().map(PublicKeys::fromJwk).toList()
                : List.of(fromJwk(json));
    }

    private static List<Map<String, Object>> members(Map<String, Object> jwkSet) {
        List<Map<String, Object>> members = new ArrayList<>();
        if (jwkSet.get("keys") instanceof List<?> keys) {
            for (Object key : keys) {
                if (key instanceof Map<?, ?> map) {
                    @SuppressWarnings("unchecked") // Json makes no other maps
                    Map<String, Object> jwk = (Map<String, Object>) map;
                    members.add(jwk);
                }
            }
        }
        return members;
    }

    private static VerificationKey fromJwk(Map<String, Object> json) {
        try {
            JWK jwk = JWK.parse(json);
            if (jwk.isPrivate()) {
                throw new IllegalArgumentException("need a public key but got a private or symmetric one");
            }
            if (!isForSignatures(jwk)) {
                throw new IllegalArgumentException("need a key for signatures");
            }
            VerificationKey key = VerificationKey.of(Optional.ofNullable(jwk.getKeyID()), publicKey(jwk));
            if (jwk.getAlgorithm() != null
                    && Algorithm.named(jwk.getAlgorithm().getName()).orElse(null) != key.algorithm()) {
                throw new IllegalArgumentException("need a key for " + key.algorithm());
            }
            return key;
        } catch (ParseException | JOSEException e) {
            throw new IllegalArgumentException("need a JWK", e);
        }
    }

    private static boolean isForSignatures(JWK jwk) {
        boolean use = jwk.getKeyUse() == null || KeyUse.SIGNATURE.equals(jwk.getKeyUse());
        return use && (jwk.getKeyOperations() == null || jwk.getKeyOperations().contains(KeyOperation.VERIFY));
    }

    private static PublicKey publicKey(JWK jwk) throws JOSEException {
        if (jwk instanceof RSAKey rsa) {
            return rsa.toRSAPublicKey();
        }
        if (jwk instanceof ECKey ec) {
            return ec.toECPublicKey();
        }
        if (jwk instanceof OctetKeyPair pair && Curve.Ed25519.equals(pair.getCurve())) {
            return Ed25519.decode(pair.getDecodedX());
        }
        throw new IllegalArgumentException("need a key of type RSA, EC or OKP with Ed25519");
    }

    private static List<VerificationKey> fromPem(String text) {
        if (text.contains("PRIVATE KEY-----")) {
            throw new IllegalArgumentException("need a public key but got a private one");
        }
        List<VerificationKey> keys = new ArrayList<>();
        Matcher block = PEM_BLOCK.matcher(text);
        while (block.find()) {
            byte[] der = Base64.getMimeDecoder().decode(block.group(2));
            PublicKey key = block.group(1).equals("CERTIFICATE") ? ofCertificate(der) : ofKey(der);
            keys.add(VerificationKey.of(Optional.empty(), key));
        }
        return keys;
    }

    private static PublicKey ofCertificate(byte[] der) {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(der))
                    .getPublicKey();
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("need an X.509 certificate", e);
        }
    }

    private static PublicKey ofKey(byte[] der) {
        for (String type : KEY_TYPES) {
            try {
                return KeyFactory.getInstance(type).generatePublic(new X509EncodedKeySpec(der));
            } catch (InvalidKeySpecException e) {
                continue; // of another type
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("need a JDK with " + type, e);
            }
        }
        throw new IllegalArgumentException("need a public key of type RSA, EC or Ed25519");
    }
}
