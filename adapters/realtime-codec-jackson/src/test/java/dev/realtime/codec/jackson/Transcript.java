package dev.realtime.codec.jackson;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * A recorded conversation, {@code src/test/resources/transcripts/<dialect>.jsonl}. Each line is an object with one
 * field: {@code client} or {@code server} holds a text message byte for byte, {@code clientBinary} or {@code
 * serverBinary} a binary one in hexadecimal digits.
 */
record Transcript(List<Line> lines) {

    record Line(boolean fromClient, boolean binary, String message) {}

    static Transcript of(String dialect) {
        try (InputStream in = Transcript.class.getResourceAsStream("/transcripts/" + dialect + ".jsonl")) {
            return new Transcript(new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .map(Transcript::line)
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> clientTexts() {
        return lines.stream()
                .filter(line -> line.fromClient() && !line.binary())
                .map(Line::message)
                .toList();
    }

    private static Line line(String json) {
        int colon = json.indexOf(':');
        String who = json.substring(2, colon - 1);
        String message = json.substring(colon + 1, json.length() - 1);
        boolean binary = who.endsWith("Binary");
        return new Line(
                who.startsWith("client"), binary, binary ? message.substring(1, message.length() - 1) : message);
    }
}
