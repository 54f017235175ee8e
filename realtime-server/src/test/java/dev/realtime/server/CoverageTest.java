package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoverageTest {

    /** Rows per system; they are numbered from 1. */
    private static final Map<String, Integer> ROWS = Map.of("S0", 30, "S1", 30, "S2", 43, "S3", 20, "S4", 22);

    private static final Path ROOT = root();

    @Nested
    class OfThisProject {

        private final CoverageTable table = CoverageTable.parse(Files.readString(ROOT.resolve("docs/coverage.md")));

        OfThisProject() throws IOException {}

        @Test
        void listsEveryRowOnce() {
            assertThat(table.wrongIds(allIds())).isEmpty();
        }

        @Test
        void namesOnlyTestsThatExist() {
            assertThat(table.wrongTests(ROOT)).isEmpty();
        }
    }

    @Nested
    class OfAPageWithMistakes {

        @Test
        void noticesAMissingATwiceAndAnUnknownId() {
            CoverageTable table = CoverageTable.parse(
                    """
                    | id | row | tests |
                    |---|---|---|
                    | S0.1 | once | open (owner systems) |
                    | S0.2 | twice | open (owner systems) |
                    | S0.2 | twice | open (owner systems) |
                    | S9.1 | a stranger | open (owner systems) |
                    """);

            assertThat(table.wrongIds(Set.of("S0.1", "S0.2", "S0.3")))
                    .containsExactlyInAnyOrder("S0.2 appears 2 times", "S0.3 is missing", "S9.1 is unknown");
        }

        @Test
        void noticesNamesOfNoTest(@TempDir Path root) throws IOException {
            Files.createDirectories(root.resolve("m/src/test/java"));
            Files.createDirectories(root.resolve("m/src/main/java"));
            Files.writeString(root.resolve("m/src/test/java/RealTest.java"), "class RealTest { void works() {} }");
            Files.writeString(root.resolve("m/src/main/java/NoTest.java"), "class NoTest { void works() {} }");
            Files.writeString(root.resolve("m/page.test.ts"), "it('doubles')");
            CoverageTable table = CoverageTable.parse(
                    """
                    | S0.1 | good | RealTest#works, `RealTest` |
                    | S0.2 | good | RealTest.Inner#works, m/page.test.ts#doubles |
                    | S0.3 | one bad | RealTest, RealTest#worked |
                    | S0.4 | bad | NoTest |
                    | S0.5 | bad | m/page.test.ts#halves |
                    | S0.6 | bad | |
                    | S0.7 | bad | open |
                    | S0.8 | bad | open (owner nobody) |
                    """);

            assertThat(table.wrongTests(root))
                    .containsExactly(
                            "S0.3 names no test with \"RealTest#worked\"",
                            "S0.4 names no test with \"NoTest\"",
                            "S0.5 names no test with \"m/page.test.ts#halves\"",
                            "S0.6 names no test with \"\"",
                            "S0.7 names no test with \"open\"",
                            "S0.8 names no test with \"open (owner nobody)\"");
        }
    }

    private static Set<String> allIds() {
        Set<String> ids = new TreeSet<>(Set.of("S0.7b"));
        ROWS.forEach((system, rows) -> IntStream.rangeClosed(1, rows)
                .mapToObj(row -> system + "." + row)
                .forEach(ids::add));
        return ids;
    }

    /** The tests run in the module's directory, an IDE's perhaps in the project's. */
    private static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (directory != null && !Files.exists(directory.resolve("docs/coverage.md"))) {
            directory = directory.getParent();
        }
        assertThat(directory).as("a directory above with docs/coverage.md").isNotNull();
        return directory;
    }
}
