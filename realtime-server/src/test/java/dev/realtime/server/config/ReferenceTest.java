package dev.realtime.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReferenceTest {

    @Test
    void thePageInTheRepositoryIsTheOneTheDeclarationsGive() throws IOException {
        assertThat(Files.readString(Path.of("../docs/configuration.md")))
                .as("java -jar realtime-server/target/realtime-server.jar config docs > docs/configuration.md")
                .isEqualTo(Reference.markdown());
    }

    @Test
    void everySettingHasASentence() {
        assertThat(Key.all()).allSatisfy(key -> assertThat(key.about()).endsWith("."));
    }
}
