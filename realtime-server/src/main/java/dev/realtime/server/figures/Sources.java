package dev.realtime.server.figures;

import dev.realtime.server.figures.SourceFigures.State;
import dev.realtime.source.SourceTelemetry;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The sources that the configuration asks for, by name, and how each is.
 *
 * <p><b>Threads:</b> thread-safe.
 */
public final class Sources {

    private final Function<String, SourceTelemetry> telemetry;
    private final boolean required;
    private volatile Map<String, SourceFigures> figures = Map.of();

    /**
     * @param telemetry who measures a source, by its name
     * @param required whether the server is not ready while one of them cannot be read
     */
    public Sources(Function<String, SourceTelemetry> telemetry, boolean required) {
        this.telemetry = telemetry;
        this.required = required;
    }

    /** One that reads by itself. */
    public SourceFigures reading(String name) {
        return add(name, new SourceFigures(true, telemetry.apply(name)));
    }

    /** One that is brought records. */
    public SourceFigures hearing(String name) {
        return add(name, new SourceFigures(false, telemetry.apply(name)));
    }

    /** In alphabetical order. */
    public Map<String, SourceFigures> figures() {
        return figures;
    }

    /** Whether one of them cannot be read. */
    public boolean isDegraded() {
        return figures.values().stream()
                .anyMatch(source -> source.state().filter(State.AWAY::equals).isPresent());
    }

    /** Whether clients should go to another server meanwhile. */
    public boolean isReady() {
        return !required || !isDegraded();
    }

    private synchronized SourceFigures add(String name, SourceFigures source) {
        Map<String, SourceFigures> more = new TreeMap<>(figures);
        more.put(name, source);
        figures = Collections.unmodifiableMap(more);
        return source;
    }
}
