package dev.realtime.examples.notifier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.realtime.core.memory.SystemRandomness;
import dev.realtime.kv.ClientBox;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TodoFormatTest {

    private static final byte[] KEY =
            HexFormat.of().parseHex("030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ced5dc");
    private static final String OF_TWEETNACL =
            "AQYLEBUaHyQpLjM4PUJHTFFWW2Blam90fUaRL1NJDwArPlK6lhT2HK/P0di7LMJDcFdO5aRYudtWozw=";

    private final TodoFormat plain = new TodoFormat(Optional.empty());
    private final TodoFormat sealed = new TodoFormat(Optional.of(new ClientBox(KEY, new SystemRandomness())));

    @Test
    void readsPlainJson() {
        String value = base64(
                "{\"title\":\" Buy milk \",\"description\":\"soon\",\"status\":\"todo\",\"priority\":2,\"x\":{}}");

        assertThat(plain.read(value)).contains(new Todo("Buy milk", "soon", "todo", "2"));
        assertThat(sealed.read(value)).contains(new Todo("Buy milk", "soon", "todo", "2"));
    }

    @Test
    void readsWhatAnAppSealed() {
        assertThat(sealed.read(OF_TWEETNACL)).contains(new Todo("Grüße", "", "", ""));
        assertThat(plain.read(OF_TWEETNACL)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?", "bm90IGpzb24=", "W10=", "bnVsbA=="})
    void readsNothingElse(String value) {
        assertThat(sealed.read(value)).isEmpty();
    }

    @Test
    @DisplayName("fields that are no texts are as good as none")
    void toleratesOddFields() {
        assertThat(plain.read(base64("{\"title\":null,\"status\":{\"a\":1},\"priority\":[1]}")))
                .contains(new Todo("", "", "", ""));
    }

    @Test
    void changesTheStatusAlone() {
        String value = base64("{\"id\":\"f649\",\"title\":\"a\",\"status\":\"todo\",\"tags\":[1,{\"b\":null}]}");

        String changed = plain.withStatus(value, "in_progress").orElseThrow();

        assertThat(new String(Base64.getDecoder().decode(changed), UTF_8))
                .isEqualTo("{\"id\":\"f649\",\"title\":\"a\",\"status\":\"in_progress\",\"tags\":[1,{\"b\":null}]}");
    }

    @Test
    void sealsAgainWhatWasSealed() {
        String changed = sealed.withStatus(OF_TWEETNACL, "in_progress").orElseThrow();

        assertThat(plain.read(changed)).isEmpty();
        assertThat(sealed.read(changed)).contains(new Todo("Grüße", "", "in_progress", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AMFBCGA7EYWTIO2CJFIFOXTFNRZXVAMIR6LJ3JFLWK44BR6O2XOA",
                "amfbc-ga7ey-wtio2-cjfif-oxtfn-rzxva-mir6l-j3jfl-wk44b-r6o2x-oa",
                "AMFBCGA7EYWTIO2CJFIFOXTFNRZXVAMIR6LJ3JFLWK44BR6O2XOA====",
                "AwoRGB8mLTQ7QklQV15lbHN6gYiPlp2kq7K5wMfO1dw=",
                "AwoRGB8mLTQ7QklQV15lbHN6gYiPlp2kq7K5wMfO1dw"
            })
    void knowsAKeyInBothAlphabets(String text) {
        assertThat(BoxKey.parse(text)).isEqualTo(KEY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "secret", "AwoRGB8=", "AMFBCGA7", "0000000000000000000000000000000000000000000000000000"})
    void takesNoOtherKeyAndDoesNotRepeatIt(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BoxKey.parse(text))
                .withMessage("need 32 bytes in base32 or base64");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }
}
