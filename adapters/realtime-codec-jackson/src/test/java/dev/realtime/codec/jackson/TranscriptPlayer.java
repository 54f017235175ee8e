package dev.realtime.codec.jackson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.spi.Dialect;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Proves a transcript: each client line is decoded to its frame, each server frame is encoded to its line. */
final class TranscriptPlayer {

    private TranscriptPlayer() {}

    /** What one line of a transcript means. */
    sealed interface Said {

        record ByClient(ClientFrame frame) implements Said {}

        record ByServer(ServerFrame frame) implements Said {}

        static Said by(ClientFrame frame) {
            return new ByClient(frame);
        }

        static Said by(ServerFrame frame) {
            return new ByServer(frame);
        }
    }

    static Stream<DynamicTest> play(Dialect dialect, List<Said> script) {
        List<Transcript.Line> lines = Transcript.of(dialect.name()).lines();
        assertThat(script).as("one meaning for each line").hasSameSizeAs(lines);
        return IntStream.range(0, lines.size())
                .mapToObj(i -> DynamicTest.dynamicTest(
                        (i + 1) + " " + lines.get(i).message(), () -> check(dialect, lines.get(i), script.get(i))));
    }

    private static void check(Dialect dialect, Transcript.Line line, Said said) {
        if (said instanceof Said.ByClient client) {
            assertThat(line.fromClient()).isTrue();
            assertThat(decode(dialect, line)).isEqualTo(client.frame());
        } else if (said instanceof Said.ByServer server) {
            EncodedFrame form = dialect.encode(server.frame());
            assertThat(line.fromClient()).isFalse();
            assertThat(form.kind() == EncodedFrame.Kind.BINARY).isEqualTo(line.binary());
            assertThat(line.binary() ? HexFormat.of().formatHex(form.bytes()) : form.text())
                    .isEqualTo(line.message());
        }
    }

    private static ClientFrame decode(Dialect dialect, Transcript.Line line) {
        return line.binary()
                ? dialect.decodeBinary(HexFormat.of().parseHex(line.message()))
                : dialect.decode(line.message().getBytes(UTF_8));
    }
}
