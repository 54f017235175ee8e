package dev.realtime.auth;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Decodings without mercy: one text has one meaning, or none. */
final class Text {

    private Text() {}

    /** Base64url without padding in its canonical spelling (RFC 7515 §2); empty for anything else. */
    static Optional<byte[]> base64Url(String encoded) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(encoded);
            // the decoder also takes padding, and drops set bits behind the last byte
            boolean canonical = Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(bytes)
                    .equals(encoded);
            return canonical ? Optional.of(bytes) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Valid UTF-8; empty for anything else. */
    static Optional<String> utf8(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
