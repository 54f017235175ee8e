package dev.realtime.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What another program prints. */
final class ProcessOutput {

    private ProcessOutput() {}

    /**
     * Waits for a line that fits and goes on reading on a thread of its own, since a program whose output nobody takes
     * stands still.
     *
     * @return the pattern's first group
     * @throws IOException if the program ends before
     */
    static String await(Process process, Pattern line) throws IOException {
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder said = new StringBuilder();
        for (String text = output.readLine(); text != null; text = output.readLine()) {
            said.append(text).append('\n');
            Matcher found = line.matcher(text);
            if (found.find()) {
                Thread drain = new Thread(() -> drain(output), "process-output");
                drain.setDaemon(true);
                drain.start();
                return found.group(1);
            }
        }
        throw new IOException("the program ended, having said: " + said);
    }

    private static void drain(BufferedReader output) {
        try (output) {
            output.lines().forEach(ignored -> {});
        } catch (UncheckedIOException | IOException endOfTheProgram) {
            return;
        }
    }
}
