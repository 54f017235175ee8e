package dev.realtime.kv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.realtime.core.memory.SystemRandomness;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ClientBoxTest {

    private static final byte[] KEY =
            HexFormat.of().parseHex("030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ced5dc");

    private final ClientBox box = new ClientBox(KEY, new SystemRandomness());

    @Test
    void opensWhatTweetnaclSealed() {
        byte[] sealed = Base64.getDecoder()
                .decode("AQYLEBUaHyQpLjM4PUJHTFFWW2Blam90fUaRL1NJDwArPlK6lhT2HK/P0di7LMJDcFdO5aRYudtWozw=");

        assertThat(box.open(sealed)).contains("{\"title\":\"Gr\u00fc\u00dfe\"}".getBytes(UTF_8));
    }

    @Test
    void opensWhatItSealedAndSealsNothingTwiceAlike() {
        byte[] first = box.seal("buy milk".getBytes(UTF_8));
        byte[] second = box.seal("buy milk".getBytes(UTF_8));

        assertThat(first).isNotEqualTo(second).hasSize(24 + 16 + 8);
        assertThat(box.open(first)).contains("buy milk".getBytes(UTF_8));
    }

    @Test
    void opensNothingElse() {
        byte[] otherKey = KEY.clone();
        otherKey[0] ^= 1;

        assertThat(new ClientBox(otherKey, new SystemRandomness()).open(box.seal(new byte[3])))
                .isEmpty();
        assertThat(box.open(new byte[39])).isEmpty();
        assertThat(box.open(new byte[0])).isEmpty();
    }

    @Test
    void takesNoKeyOfAnotherLength() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ClientBox(new byte[31], new SystemRandomness()));
    }
}
