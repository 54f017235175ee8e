package dev.realtime.codec.jackson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.CloseCode;
import dev.realtime.core.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/protocol.md shows what {@link ConformanceTest} proves, all of it and nothing else. */
class ProtocolDocTest {

    private static final Path DOC = Path.of("../../docs/protocol.md");

    @ParameterizedTest
    @ValueSource(strings = {"realtime.v1", "channels", "user-events", "task-updates", "tenant-events", "kv-watch"})
    void showsEveryFixture(String dialect) throws IOException {
        List<String> proven = Fixture.all(dialect).stream()
                .map(fixture -> (fixture.fromClient() ? "C " : "S ") + fixture.message())
                .toList();

        assertThat(examples(dialect)).containsExactlyInAnyOrderElementsOf(proven);
    }

    @ParameterizedTest
    @EnumSource
    void listsTheErrorCode(ErrorCode code) throws IOException {
        assertThat(Files.readAllLines(DOC))
                .anyMatch(line -> line.startsWith("| `" + code.name() + "` | " + code.status() + " | "
                        + (code.temporary() ? "yes" : "no") + " |"));
    }

    @ParameterizedTest
    @EnumSource
    void listsTheCloseCode(CloseCode code) throws IOException {
        int number = new ChannelsDialect().closeNumber(code);

        assertThat(Files.readAllLines(DOC))
                .anyMatch(line -> line.startsWith("| " + code.number() + " | `" + code.name() + "` | " + code.reason()
                        + " | " + (code.reconnect() ? "yes" : "no") + " | " + number + " |"));
    }

    @Test
    void namesTheSubprotocol() throws IOException {
        assertThat(Files.readString(DOC)).contains("`" + RealtimeV1Dialect.SUBPROTOCOL + "`");
    }

    /** The lines of the blocks that are marked with the dialect's name. */
    private static List<String> examples(String dialect) throws IOException {
        List<String> examples = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(DOC)) {
            if (line.startsWith("```")) {
                inside = line.equals("```" + dialect);
            } else if (inside) {
                examples.add(line);
            }
        }
        return examples;
    }
}
