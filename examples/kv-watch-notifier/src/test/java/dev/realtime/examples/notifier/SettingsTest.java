package dev.realtime.examples.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    private final Map<String, String> environment = new HashMap<>(Map.of(
            "NOTIFIER_SERVER", "https://api.example.com",
            "NOTIFIER_TOKEN", "token-of-ann",
            "NOTIFIER_PUBLIC_URL", "https://tasks.example.com/",
            "TELEGRAM_BOT_TOKEN", "4200:secret",
            "TELEGRAM_CHAT_ID", "-1001234"));

    @TempDir
    private Path directory;

    @Test
    void hasDefaults() {
        Settings settings = Settings.of(environment);

        assertThat(settings.telegram())
                .isEqualTo(new Settings.Telegram("https://api.telegram.org", "4200:secret", -1001234));
        assertThat(settings.publicUrl()).isEqualTo("https://tasks.example.com");
        assertThat(settings.listen().getPort()).isEqualTo(8090);
        assertThat(settings.state()).isEqualTo(Path.of("data/notifier.json"));
        assertThat(settings.onDoubt()).isEqualTo(OnDoubt.RESEND);
        assertThat(settings.boxKey()).isEmpty();
        assertThat(settings.workStatus()).isEqualTo("in_progress");
    }

    @Test
    void readsSecretsFromFilesAndATokenAnewEachTime() throws IOException {
        Path token = Files.writeString(directory.resolve("token"), "first\n");
        Path bot = Files.writeString(directory.resolve("bot"), "4200:filed\n");
        environment.remove("NOTIFIER_TOKEN");
        environment.put("NOTIFIER_TOKEN_FILE", token.toString());
        environment.remove("TELEGRAM_BOT_TOKEN");
        environment.put("TELEGRAM_BOT_TOKEN_FILE", bot.toString());

        Settings settings = Settings.of(environment);

        assertThat(settings.telegram().botToken()).isEqualTo("4200:filed");
        assertThat(settings.token().get()).isEqualTo("first");
        Files.writeString(token, "second\n");
        assertThat(settings.token().get()).isEqualTo("second");
    }

    @Test
    void showsNoSecret() {
        assertThat(Settings.of(environment).toString()).doesNotContain("secret").doesNotContain("token-of-ann");
    }

    @ParameterizedTest
    @CsvSource({
        "NOTIFIER_SERVER,", "NOTIFIER_SERVER, ftp://example.com", "NOTIFIER_SERVER, https:", "NOTIFIER_TOKEN,",
        "NOTIFIER_PUBLIC_URL, happy://zen", "TELEGRAM_BOT_TOKEN,", "TELEGRAM_CHAT_ID,", "TELEGRAM_CHAT_ID, @chat",
        "NOTIFIER_LISTEN, here", "NOTIFIER_LISTEN, here:99999", "NOTIFIER_ON_DOUBT, perhaps",
                "NOTIFIER_BOX_KEY, secret",
        "NOTIFIER_TOKEN_FILE, /nowhere"
    })
    void namesWhatIsWrong(String name, String value) {
        environment.put(name, value == null ? "" : value);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.of(environment))
                .withMessageStartingWith(name.replace("_FILE", ""))
                .withMessageNotContaining("secret");
    }
}
