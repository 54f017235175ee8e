package dev.realtime.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReferenceTest {

    @Test
    void thePageInTheRepositoryIsTheOneTheDeclarationsGive() throws IOException {
        assertThat(Files.readString(Path.of("../docs/configuration.md")))
                .as("java -jar realtime-server/target/realtime-server.jar config docs > docs/configuration.md")
                .isEqualTo(Reference.markdown());
    }

    @Test
    void everySettingIsInIt() {
        List<String> lines = Reference.markdown().lines().toList();

        assertThat(rows("", ServerConfig.class))
                .contains("## `sources.kafka.topics`", "## `sources.dapr.topics`")
                .allSatisfy(row -> assertThat(lines).anyMatch(line -> line.startsWith(row)));
    }

    /** How the line of each setting begins: in the table of its section by its full name, in one of many by its own. */
    private static List<String> rows(String prefix, Class<?> record) {
        List<String> rows = new ArrayList<>();
        for (Shape shape : Shape.of(record)) {
            String path = prefix + shape.key();
            if (shape.fitsInAText()) {
                rows.add("| `" + path + "` | " + shape.setting().about());
            } else {
                rows.add("## `" + path + "`");
                String below = shape.kind() == Shape.Kind.SECTION ? path + "." : "";
                rows.addAll(rows(below, shape.element()));
            }
        }
        return rows;
    }

    @Test
    void everySettingHasASentence() {
        assertThat(Key.all()).allSatisfy(key -> assertThat(key.about()).endsWith("."));
    }
}
