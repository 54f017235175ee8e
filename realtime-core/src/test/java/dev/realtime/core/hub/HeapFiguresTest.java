package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What an engine keeps in memory")
class HeapFiguresTest {

    @Test
    @DisplayName("P18: is no more than it may be, for each connection, channel and entry, and history keeps its budget")
    void isBounded() throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process figures = new ProcessBuilder(List.of(
                        java,
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:MarkSweepAlwaysCompactCount=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HeapFigures.class.getName(),
                        "10"))
                .redirectErrorStream(true)
                .start();
        String printed = new String(figures.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(figures.waitFor()).as(printed).isZero();
        assertThat(printed).contains("| connection, idle");
    }
}
