package dev.realtime.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The table of {@code docs/coverage.md}: which tests show which row of the contract.
 *
 * <p>Tests are looked up in the source tree, not on the class path: most live in modules this one cannot see.
 *
 * @param rows in the order of the page
 */
record CoverageTable(List<Row> rows) {

    private static final Pattern LINE = Pattern.compile("\\| *(S\\d+\\.\\w+) *\\|.*\\| *([^|]*?) *\\|");
    private static final Pattern OPEN = Pattern.compile("open \\(owner (systems|cluster|operate|compat|clients)\\)");
    private static final Pattern JAVA_TEST = Pattern.compile("(\\w+)(?:\\.\\w+)*(?:#(\\w+))?");
    private static final Set<String> NOT_OURS = Set.of("target", "node_modules", ".git");

    CoverageTable {
        rows = List.copyOf(rows);
    }

    /** One row of the contract; {@code tests} is the text of its last cell. */
    record Row(String id, String tests) {}

    static CoverageTable parse(String page) {
        return new CoverageTable(page.lines()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .map(line -> new Row(line.group(1), line.group(2)))
                .toList());
    }

    /** What is wrong with the ids: each of {@code expected} is to appear once, and no other. */
    List<String> wrongIds(Set<String> expected) {
        Map<String, Long> found = rows.stream().collect(groupingBy(Row::id, counting()));
        List<String> wrong = new ArrayList<>();
        expected.stream().filter(id -> !found.containsKey(id)).forEach(id -> wrong.add(id + " is missing"));
        found.keySet().stream().filter(id -> !expected.contains(id)).forEach(id -> wrong.add(id + " is unknown"));
        found.forEach((id, times) -> {
            if (times > 1) {
                wrong.add(id + " appears " + times + " times");
            }
        });
        return wrong;
    }

    /** What is wrong with the last cells: each is open or names tests that exist below {@code root}. */
    List<String> wrongTests(Path root) {
        Map<String, List<Path>> javaTests = javaTests(root);
        return rows.stream()
                .filter(row -> !OPEN.matcher(row.tests()).matches())
                .flatMap(row -> Stream.of(row.tests().split(",", -1))
                        .map(name -> name.strip().replace("`", ""))
                        .filter(name -> !(name.contains("/") ? isInFile(root, name) : isInJava(javaTests, name)))
                        .map(name -> row.id() + " names no test with \"" + name + "\""))
                .toList();
    }

    private static boolean isInJava(Map<String, List<Path>> javaTests, String name) {
        Matcher parts = JAVA_TEST.matcher(name);
        if (!parts.matches()) {
            return false;
        }
        List<Path> files = javaTests.getOrDefault(parts.group(1) + ".java", List.of());
        String method = parts.group(2);
        Pattern declaration = Pattern.compile("\\b(?:void|ArchRule|DynamicTest>) +" + method + "\\b");
        return files.stream()
                .anyMatch(file ->
                        method == null || declaration.matcher(read(file)).find());
    }

    private static boolean isInFile(Path root, String name) {
        String[] parts = name.split("#", 2);
        Path file = root.resolve(parts[0]).normalize();
        return file.startsWith(root)
                && Files.isRegularFile(file)
                && (parts.length == 1 || read(file).contains(parts[1]));
    }

    /** By file name, as some test classes exist in every module. */
    private static Map<String, List<Path>> javaTests(Path root) {
        try (Stream<Path> files = Files.find(root, 20, (file, is) -> is.isRegularFile() && isTestSource(root, file))) {
            return files.collect(groupingBy(file -> file.getFileName().toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isTestSource(Path root, Path file) {
        String path = "/" + root.relativize(file).toString().replace('\\', '/');
        return path.endsWith(".java")
                && NOT_OURS.stream().noneMatch(directory -> path.contains("/" + directory + "/"))
                && (path.contains("/src/test/java/") || path.contains("/realtime-testkit/src/main/java/"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
