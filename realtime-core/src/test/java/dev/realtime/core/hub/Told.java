package dev.realtime.core.hub;

import dev.realtime.core.spi.Telemetry;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes down what telemetry is told, one line a call: the method, then its arguments. */
final class Told {

    private final List<String> lines = new ArrayList<>();

    Telemetry telemetry() {
        return (Telemetry) Proxy.newProxyInstance(
                Told.class.getClassLoader(), new Class<?>[] {Telemetry.class}, (proxy, method, arguments) -> {
                    Stream<Object> values = arguments == null ? Stream.of() : Arrays.stream(arguments);
                    lines.add(Stream.concat(Stream.of(method.getName()), values)
                            .map(Object::toString)
                            .collect(Collectors.joining(" ")));
                    return null;
                });
    }

    /** All since it was forgotten. */
    List<String> all() {
        return List.copyOf(lines);
    }

    /** What was told by those methods since it was forgotten. */
    List<String> by(String... methods) {
        return lines.stream()
                .filter(line -> List.of(methods).contains(line.split(" ")[0]))
                .toList();
    }

    void forget() {
        lines.clear();
    }
}
