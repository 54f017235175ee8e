package dev.realtime.codec.jackson;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.spi.Dialect;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A message of {@code clients/conformance}, in the format that the README there describes.
 *
 * @param form {@code json}, {@code text} or {@code hex}
 * @param message what the form holds
 * @param answer what the server says to it; empty if that is not fixed
 */
record Fixture(String place, boolean fromClient, String means, String answer, String form, String message) {

    private static final Path ROOT = Path.of("../../clients/conformance");
    private static final JsonFactory JSON = new JsonFactory();

    /** Names of the files of that folder, without their ending, in order. */
    static List<String> topics(String folder) {
        try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".jsonl"))
                    .map(name -> name.substring(0, name.length() - ".jsonl".length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Fixture> of(String folder, String topic) {
        try {
            List<String> lines = Files.readAllLines(ROOT.resolve(folder).resolve(topic + ".jsonl"));
            return Stream.iterate(0, i -> i + 1)
                    .limit(lines.size())
                    .map(i -> parse(topic + " " + (i + 1), lines.get(i)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Fixture> all(String folder) {
        return topics(folder).stream()
                .flatMap(topic -> of(folder, topic).stream())
                .toList();
    }

    /** The texts among them that clients send. */
    static List<String> clientTexts(String folder) {
        return all(folder).stream()
                .filter(fixture -> fixture.fromClient() && !fixture.isBinary())
                .map(Fixture::message)
                .toList();
    }

    /** The binary ones. */
    static List<byte[]> clientBytes(String folder) {
        return all(folder).stream()
                .filter(fixture -> fixture.fromClient() && fixture.isBinary())
                .map(fixture -> HexFormat.of().parseHex(fixture.message()))
                .toList();
    }

    boolean isBinary() {
        return form.equals("hex");
    }

    ClientFrame decoded(Dialect dialect) {
        return isBinary()
                ? dialect.decodeBinary(HexFormat.of().parseHex(message))
                : dialect.decode(message.getBytes(UTF_8));
    }

    /** That message as a fixture has it. */
    static String shown(EncodedFrame form) {
        return form.kind() == EncodedFrame.Kind.BINARY ? HexFormat.of().formatHex(form.bytes()) : form.text();
    }

    private static Fixture parse(String place, String line) throws UncheckedIOException {
        Map<String, String> fields = new LinkedHashMap<>();
        try (JsonParser parser = JSON.createParser(line)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                int from = (int) parser.currentTokenLocation().getCharOffset();
                parser.skipChildren();
                parser.finishToken();
                boolean isText = value == JsonToken.VALUE_STRING;
                fields.put(
                        name,
                        isText
                                ? parser.getText()
                                : line.substring(
                                        from, (int) parser.currentLocation().getCharOffset()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(place, e);
        }
        List<String> names = List.copyOf(fields.keySet());
        String form = names.get(names.size() - 1);
        return new Fixture(
                place,
                fields.get("from").equals("client"),
                fields.get("means"),
                fields.getOrDefault("answer", ""),
                form,
                fields.get(form));
    }
}
