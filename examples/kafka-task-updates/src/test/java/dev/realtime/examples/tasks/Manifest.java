package dev.realtime.examples.tasks;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** One document of a file for Kubernetes. <b>Threads:</b> immutable, as nobody changes what was read. */
record Manifest(Path file, Object content) {

    /** All documents of the files in a folder, but those that are settings of programs. */
    static List<Manifest> in(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .flatMap(file -> read(file).stream())
                    .toList();
        }
    }

    String kind() {
        return at("kind").toString();
    }

    String name() {
        return at("metadata", "name").toString();
    }

    /** What stands under these names one in the other; a number is a place in a list. */
    Object at(Object... way) {
        Object here = content;
        for (Object step : way) {
            here = step instanceof Integer place ? ((List<?>) here).get(place) : ((Map<?, ?>) here).get(step);
            if (here == null) {
                throw new AssertionError(file + " has no " + List.of(way));
            }
        }
        return here;
    }

    /** What stands in a list under these names. */
    List<Manifest> each(Object... way) {
        return ((List<?>) at(way))
                .stream().map(item -> new Manifest(file, item)).toList();
    }

    boolean has(String name) {
        return ((Map<?, ?>) content).containsKey(name);
    }

    private static List<Manifest> read(Path file) {
        try (Reader reader = Files.newBufferedReader(file)) {
            List<Manifest> all = new ArrayList<>();
            new Yaml(new SafeConstructor(new LoaderOptions()))
                    .loadAll(reader)
                    .forEach(content -> all.add(new Manifest(file, content)));
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
