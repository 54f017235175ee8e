package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("README.md")
class ReadmeTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern REGION =
            Pattern.compile("[ \\t]*// region: \\w+\\n(.*?)[ \\t]*// end: \\w+", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+?)/?\\)");

    @Test
    void showsOnlyCodeThatIsCompiledAndTested() throws IOException {
        Set<String> regions = new TreeSet<>();
        try (Stream<Path> sources = Files.walk(ROOT.resolve("examples"))) {
            for (Path source :
                    sources.filter(file -> file.toString().endsWith(".java")).toList()) {
                REGION.matcher(Files.readString(source))
                        .results()
                        .forEach(region ->
                                regions.add(region.group(1).stripTrailing().stripIndent() + "\n"));
            }
        }

        assertThat(regions).containsAll(blocks("README.md")).containsAll(blocks("docs/embedding.md"));
    }

    @Test
    void linksOnlyToWhatIsThere() throws IOException {
        List<String> missing = new ArrayList<>();
        Matcher links = LINK.matcher(readme());
        while (links.find()) {
            if (!Files.exists(ROOT.resolve(links.group(1)))) {
                missing.add(links.group(1));
            }
        }

        assertThat(missing).isEmpty();
    }

    private static List<String> blocks(String page) throws IOException {
        return JAVA_BLOCK
                .matcher(Files.readString(ROOT.resolve(page)))
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    private static String readme() throws IOException {
        return Files.readString(ROOT.resolve("README.md"));
    }
}
