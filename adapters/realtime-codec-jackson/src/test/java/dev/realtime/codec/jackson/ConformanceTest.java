package dev.realtime.codec.jackson;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ClientFrame.Malformed;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.spi.Dialect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every message of {@code clients/conformance}, byte for byte against what it means. */
class ConformanceTest {

    private static final Path ENGINE = Path.of("../../realtime-core/src/main/java");
    private static final Path DIALECTS = Path.of("src/main/java");

    static Stream<Dialect> dialects() {
        return Stream.of(
                new RealtimeV1Dialect(),
                new ChannelsDialect(),
                new UserEventsDialect(),
                new TaskUpdatesDialect(),
                new TenantEventsDialect(),
                new KvWatchDialect());
    }

    @TestFactory
    Stream<DynamicNode> everyMessageMeansWhatItsScriptSays() {
        return dialects().flatMap(dialect -> scripts(dialect).entrySet().stream()
                .flatMap(topic -> play(dialect, topic.getKey(), topic.getValue())));
    }

    private static Stream<DynamicNode> play(Dialect dialect, String topic, List<Said> script) {
        List<Fixture> fixtures = Fixture.of(dialect.name(), topic);
        assertThat(script).as("a meaning for each line of " + topic).hasSameSizeAs(fixtures);
        return IntStream.range(0, script.size())
                .mapToObj(i -> DynamicTest.dynamicTest(
                        dialect.name() + " " + fixtures.get(i).place() + ": "
                                + fixtures.get(i).means(),
                        () -> check(dialect, fixtures.get(i), script.get(i))));
    }

    private static void check(Dialect dialect, Fixture fixture, Said said) {
        assertThat(fixture.fromClient()).isEqualTo(said instanceof Said.ByClient);
        if (said instanceof Said.ByServer server) {
            EncodedFrame form = dialect.encode(server.frame());
            assertThat(Fixture.shown(form)).isEqualTo(fixture.message());
            assertThat(form.kind() == EncodedFrame.Kind.BINARY).isEqualTo(fixture.isBinary());
        } else {
            assertThat(fixture.decoded(dialect)).isEqualTo(said.frame());
        }
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void everyTopicHasItsScript(Dialect dialect) {
        assertThat(scripts(dialect).keySet()).containsExactlyInAnyOrderElementsOf(Fixture.topics(dialect.name()));
    }

    @Test
    void everyKindOfFrameOccursInTheNativeProtocol() {
        Set<Class<?>> shown = scripts(new RealtimeV1Dialect()).values().stream()
                .flatMap(List::stream)
                .map(said -> said.frame().getClass())
                .collect(toSet());

        assertThat(shown).containsAll(Arrays.asList(ServerFrame.class.getPermittedSubclasses()));
        assertThat(shown)
                .containsAll(Arrays.stream(ClientFrame.class.getPermittedSubclasses())
                        .filter(kind -> kind != Malformed.class)
                        .toList());
    }

    @Test
    void everyErrorIsSaidInTheWordsOfTheSources() throws IOException {
        String sources = read(ENGINE) + read(DIALECTS);

        List<String> said = dialects()
                .flatMap(dialect -> scripts(dialect).values().stream())
                .flatMap(List::stream)
                .filter(it -> it.frame() instanceof ServerFrame.Failure)
                .map(it -> ((ServerFrame.Failure) it.frame()).message())
                .toList();

        assertThat(said).isNotEmpty().allSatisfy(text -> assertThat(sources.contains('"' + text + '"'))
                .as(text)
                .isTrue());
    }

    private static String read(Path folder) throws IOException {
        StringBuilder sources = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(it -> it.toString().endsWith(".java")).toList()) {
                sources.append(Files.readString(file));
            }
        }
        return sources.toString();
    }

    @TestFactory
    Stream<DynamicNode> everyMistakeHasItsAnswer() {
        return dialects().flatMap(dialect -> Fixture.all(dialect.name() + "/malformed").stream()
                .map(fixture -> DynamicTest.dynamicTest(
                        dialect.name() + " " + fixture.place() + ": " + fixture.means(),
                        () -> checkMistake(dialect, fixture))));
    }

    private static void checkMistake(Dialect dialect, Fixture fixture) {
        Malformed malformed = (Malformed) fixture.decoded(dialect);
        EncodedFrame answer = dialect.encode(new ServerFrame.Failure(
                malformed.id(), Optional.empty(), ErrorCode.BAD_REQUEST, malformed.problem(), Optional.empty(), 0));

        assertThat(answer.text()).isEqualTo(fixture.answer());
    }

    private static Map<String, List<Said>> scripts(Dialect dialect) {
        if (dialect instanceof ChannelsDialect) {
            return ChannelsScript.topics();
        }
        if (!(dialect instanceof RealtimeV1Dialect)) {
            return EventScripts.of(dialect.name());
        }
        Map<String, List<Said>> scripts = new HashMap<>(Map.of("binary", ChannelScript.binary()));
        scripts.putAll(SessionScript.topics());
        scripts.putAll(ChannelScript.topics());
        scripts.putAll(CompanyScript.topics());
        return scripts;
    }
}
