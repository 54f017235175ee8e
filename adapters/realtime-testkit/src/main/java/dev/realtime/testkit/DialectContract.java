package dev.realtime.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.realtime.core.CloseCode;
import dev.realtime.core.Payload;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.spi.Call;
import dev.realtime.core.spi.Dialect;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link Dialect} of JSON texts must hold. Extend it in the adapter's tests, say how to make the dialect and
 * give an example of every message that its peers send.
 */
@Timeout(30)
public abstract class DialectContract {

    private static final long SEED = 20_240_607;
    private static final int MUTANTS = 20_000;
    private static final Duration SOON = Duration.ofSeconds(1);

    private Dialect dialect;

    protected abstract Dialect create();

    /** One text message of each kind that a peer may send; none if peers of the dialect only listen. */
    protected abstract List<String> examples();

    /** The same for binary messages. */
    protected List<byte[]> binaryExamples() {
        return List.of();
    }

    /** Whether a message of any type is an event for the application, as long as it is sound. */
    protected boolean leavesTypesToApplications() {
        return false;
    }

    private boolean isEvent(ClientFrame frame) {
        return leavesTypesToApplications() && frame instanceof ClientFrame.Call call && Call.isMethod(call.method());
    }

    @BeforeEach
    final void createDialect() {
        dialect = create();
    }

    @Test
    @DisplayName("D1: its name can stand in a config file and as a metrics label")
    void hasAPlainName() {
        assertThat(dialect.name()).matches("[a-z][a-z0-9.-]{0,31}");
    }

    @Test
    @DisplayName("D2: every message of its peers is understood")
    void understandsItsExamples() {
        assertThat(examples()).allSatisfy(text -> assertThat(dialect.decode(text.getBytes(UTF_8)))
                .isNotInstanceOf(ClientFrame.Malformed.class));
        assertThat(binaryExamples()).allSatisfy(bytes -> assertThat(dialect.decodeBinary(bytes))
                .isNotInstanceOf(ClientFrame.Malformed.class));
    }

    @Test
    @DisplayName("D3: junk is malformed, never an exception, and is not repeated to its sender")
    void refusesJunk() {
        List<byte[]> junk = Junk.texts();

        assertThat(junk).hasSizeGreaterThan(200).allSatisfy(bytes -> {
            ClientFrame frame = dialect.decode(bytes.clone());
            if (isEvent(frame)) {
                return;
            }
            assertThat(frame).isInstanceOf(ClientFrame.Malformed.class);
            assertThat(((ClientFrame.Malformed) frame).problem())
                    .isNotBlank()
                    .hasSizeLessThan(160)
                    .doesNotContain(Junk.MARK);
        });
    }

    @Test
    @DisplayName("D4: huge and deep messages are refused at once")
    void refusesHugeMessagesAtOnce() {
        for (byte[] huge : Junk.huge()) {
            ClientFrame frame = assertTimeout(SOON, () -> dialect.decode(huge));

            assertThat(isEvent(frame) || frame instanceof ClientFrame.Malformed).isTrue();
        }
    }

    @Test
    @DisplayName("D5: a damaged message is understood or malformed, and what it carries is always one JSON value")
    void survivesDamage() {
        SplittableRandom random = new SplittableRandom(SEED);
        List<String> examples = examples();

        for (int i = 0; i < MUTANTS && !examples.isEmpty(); i++) {
            byte[] example = examples.get(random.nextInt(examples.size())).getBytes(UTF_8);
            byte[] mutant = Junk.mutant(example, random);
            if (StrictJson.isUtf8(mutant)) {
                assertThat(StrictJson.problem(payload(dialect.decode(mutant)).bytes()))
                        .as("mutant %d of seed %d", i, SEED)
                        .isEmpty();
            }
        }
    }

    @Test
    @DisplayName("D6: a damaged binary message is understood or malformed")
    void survivesBinaryDamage() {
        SplittableRandom random = new SplittableRandom(SEED);
        List<byte[]> examples = binaryExamples();

        for (int i = 0; i < MUTANTS && !examples.isEmpty(); i++) {
            byte[] example = examples.get(random.nextInt(examples.size()));
            assertThat(dialect.decodeBinary(Junk.mutant(example, random)))
                    .as("mutant %d of seed %d", i, SEED)
                    .isNotNull();
        }
    }

    @Test
    @DisplayName("D7: a binary message is never read as JSON text (MS22)")
    void neverReadsBinaryAsText() {
        assertThat(examples()).allSatisfy(text -> assertThat(dialect.decodeBinary(text.getBytes(UTF_8)))
                .isInstanceOf(ClientFrame.Malformed.class));
        assertThat(dialect.decodeBinary(new byte[0])).isInstanceOf(ClientFrame.Malformed.class);
    }

    @Test
    @DisplayName("D8: half of a surrogate pair never gets through to other peers (MS11)")
    void refusesHalvesOfSurrogatePairs() {
        List<String> halves = List.of("\\ud800", "\\udfff", "\\udc00\\ud800", "\\ud83dx", "\\uD83D\\n");
        for (String example : examples()) {
            for (int at = example.indexOf('"'); at >= 0; at = example.indexOf('"', at + 1)) {
                for (String half : halves) {
                    String spoiled = example.substring(0, at + 1) + half + example.substring(at + 1);
                    assertThat(dialect.decode(spoiled.getBytes(UTF_8))).isInstanceOf(ClientFrame.Malformed.class);
                }
            }
        }
    }

    @Test
    @DisplayName("D9: decoding leaves the message as it was")
    void doesNotWriteToItsInput() {
        for (String example : examples()) {
            byte[] input = example.getBytes(UTF_8);

            dialect.decode(input);

            assertThat(input).isEqualTo(example.getBytes(UTF_8));
        }
    }

    @Test
    @DisplayName(
            "D10: every frame has no form at all, or a text that is one JSON object in valid UTF-8, or a binary one")
    void writesOnlyWhatPeersCanRead() {
        assertThat(ServerFrames.all()).allSatisfy(frame -> {
            EncodedFrame form = dialect.encode(frame);
            if (form == EncodedFrame.NONE || form.kind() == EncodedFrame.Kind.BINARY) {
                return;
            }
            assertThat(form.kind()).isEqualTo(EncodedFrame.Kind.TEXT);
            assertThat(form.text()).startsWith("{").endsWith("}");
            assertThat(StrictJson.problem(form.bytes())).as(form.text()).isEmpty();
        });
    }

    @Test
    @DisplayName("D11: leaving a frame out is said with NONE, never with an empty message")
    void neverWritesAnEmptyMessage() {
        assertThat(ServerFrames.all())
                .map(dialect::encode)
                .filteredOn(form -> form != EncodedFrame.NONE)
                .allSatisfy(form -> assertThat(form.size()).isPositive());
    }

    @Test
    @DisplayName("D12: a push looks the same whenever and on whichever thread it is encoded")
    @Tag("stochastic") // state that threads share can be right by luck
    void encodesAPushAlike() {
        List<ServerFrame> pushes = ServerFrames.pushes();
        List<byte[]> once = pushes.stream().map(p -> dialect.encode(p).bytes()).toList();

        boolean alike = IntStream.range(0, 10_000).parallel().allMatch(i -> {
            int which = i % pushes.size();
            Dialect any = i % 2 == 0 ? dialect : create();
            return Arrays.equals(any.encode(pushes.get(which)).bytes(), once.get(which));
        });

        assertThat(alike).isTrue();
    }

    @Test
    @DisplayName("D13: the payload of a push arrives as it was published")
    void keepsPayloads() {
        for (ServerFrame frame : ServerFrames.pushes()) {
            Payload data = ((ServerFrame.Push) frame).publication().message().data();
            EncodedFrame form = dialect.encode(frame);
            if (!data.isBinary() && form != EncodedFrame.NONE) {
                assertThat(form.text()).contains(new String(data.bytes(), UTF_8));
            }
        }
    }

    @Test
    @DisplayName("D14: every close has a number that may stand in a close frame, and a short text")
    void closesWithLegalNumbers() {
        for (CloseCode code : CloseCode.values()) {
            int number = dialect.closeNumber(code);
            assertThat(number)
                    .as(code.name())
                    .matches(n -> n >= 4000 && n <= 4999
                            || List.of(1000, 1001, 1003, 1008, 1009, 1011, 1012, 1013)
                                    .contains(n));
            assertThat(dialect.closeReason(code).getBytes(UTF_8)).hasSizeLessThanOrEqualTo(123);
        }
    }

    @Test
    @DisplayName("D15: a frame looks the same however often it is encoded")
    void encodesEveryFrameAlike() {
        assertThat(ServerFrames.all()).allSatisfy(frame -> {
            EncodedFrame once = dialect.encode(frame);
            EncodedFrame again = create().encode(frame);
            assertThat(again.kind()).isEqualTo(once.kind());
            assertThat(again.bytes()).isEqualTo(once.bytes());
        });
    }

    @Test
    @DisplayName(
            "D16: a session's secret is told in the greeting alone; ids of tokens and idempotency keys are not told")
    void keepsSecrets() {
        assertThat(ServerFrames.all())
                .filteredOn(frame -> !(frame instanceof ServerFrame.Connected))
                .allSatisfy(frame -> assertThat(dialect.encode(frame).text()).doesNotContain(ServerFrames.SECRET));
    }

    /** What the frame would hand on to other peers or to the application. */
    private static Payload payload(ClientFrame frame) {
        Objects.requireNonNull(frame, "frame");
        if (frame instanceof ClientFrame.Publish publish) {
            return publish.data();
        }
        if (frame instanceof ClientFrame.Call call) {
            return call.data();
        }
        if (frame instanceof ClientFrame.Chunk chunk) {
            return chunk.data();
        }
        if (frame instanceof ClientFrame.End end) {
            return end.data().orElse(Payload.EMPTY);
        }
        return frame instanceof ClientFrame.Update update ? update.state().orElse(Payload.EMPTY) : Payload.EMPTY;
    }
}
