package dev.realtime.server.figures;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.server.figures.SourceFigures.State;
import dev.realtime.source.Rejection;
import dev.realtime.source.SourceTelemetry;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SourcesTest {

    private final List<String> heard = new ArrayList<>();

    @Test
    void isDegradedWhileOneThatReadsIsAway() {
        Sources sources = new Sources(source -> SourceTelemetry.NONE, false);
        assertThat(sources.isDegraded()).isFalse();
        sources.hearing("dapr");
        assertThat(sources.isDegraded()).isFalse();

        SourceFigures kafka = sources.reading("kafka");
        assertThat(sources.isDegraded()).as("before the first look").isTrue();
        kafka.sourceBack();
        assertThat(sources.isDegraded()).isFalse();
        kafka.sourceFailed();

        assertThat(sources.isDegraded()).isTrue();
        assertThat(sources.isReady()).isTrue();
    }

    @Test
    void isNotReadyWithoutASourceThatIsRequired() {
        Sources sources = new Sources(source -> SourceTelemetry.NONE, true);
        SourceFigures kafka = sources.reading("kafka");
        assertThat(sources.isReady()).isFalse();

        kafka.sourceBack();

        assertThat(sources.isReady()).isTrue();
    }

    @Test
    void saysWhetherASourceReads() {
        SourceFigures kafka = new SourceFigures(true, SourceTelemetry.NONE);
        assertThat(kafka.state()).contains(State.AWAY);
        kafka.sourceBack();
        assertThat(kafka.state()).contains(State.READING);
        kafka.paused();
        assertThat(kafka.state()).contains(State.PAUSED);
        kafka.sourceFailed();
        assertThat(kafka.state()).contains(State.AWAY);
        kafka.sourceBack();
        assertThat(kafka.state()).as("a new consumer is not paused").contains(State.READING);

        assertThat(new SourceFigures(false, SourceTelemetry.NONE).state()).isEmpty();
    }

    @Test
    void countsWhatBecameOfRecords() {
        SourceFigures kafka = new SourceFigures(true, SourceTelemetry.NONE);
        kafka.accepted();
        kafka.accepted();
        kafka.publishFailed();
        kafka.rejected(Rejection.MALFORMED);
        kafka.rejected(Rejection.MALFORMED);
        kafka.rejected(Rejection.EMPTY);
        kafka.deadLetterLost();
        kafka.unauthorized();
        kafka.lag(7);
        assertThat(kafka.oldest()).isEmpty();
        kafka.oldest(Duration.ofSeconds(8));

        assertThat(kafka.taken()).isEqualTo(2);
        assertThat(kafka.refusals()).isOne();
        assertThat(kafka.rejections()).isEqualTo(Map.of(Rejection.EMPTY, 1L, Rejection.MALFORMED, 2L));
        assertThat(kafka.losses()).isOne();
        assertThat(kafka.strangers()).isOne();
        assertThat(kafka.lag()).isEqualTo(7);
        assertThat(kafka.oldest()).contains(Duration.ofSeconds(8));
    }

    @Test
    void handsEverythingOnToWhoeverMeasuresThatSource() throws ReflectiveOperationException {
        SourceTelemetry noting = (SourceTelemetry) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {SourceTelemetry.class}, (proxy, method, arguments) -> {
                    heard.add(method.getName());
                    return null;
                });
        SourceFigures kafka =
                new Sources(source -> source.equals("kafka") ? noting : SourceTelemetry.NONE, false).reading("kafka");
        List<Method> events = Arrays.stream(SourceTelemetry.class.getDeclaredMethods())
                .filter(Method::isDefault)
                .toList();

        for (Method event : events) {
            Object[] arguments = Arrays.stream(event.getParameterTypes())
                    .map(SourcesTest::any)
                    .toArray();
            event.invoke(kafka, arguments);
        }

        assertThat(events).hasSizeGreaterThan(9);
        assertThat(heard)
                .containsExactlyElementsOf(events.stream().map(Method::getName).toList());
    }

    private static Object any(Class<?> type) {
        Object number = type == long.class ? 1L : Rejection.EMPTY;
        return type == Duration.class ? Duration.ZERO : number;
    }
}
