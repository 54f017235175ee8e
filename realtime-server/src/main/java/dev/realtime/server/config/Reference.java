package dev.realtime.server.config;

import java.util.ArrayList;
import java.util.List;

/** Writes docs/configuration.md from the declarations, so that it cannot be wrong. */
public final class Reference {

    private static final String INTRODUCTION =
            """
            # Configuration

            <!-- Generated: java -jar realtime-server.jar config docs > docs/configuration.md -->

            Nothing has to be configured. What is, comes from a YAML file, over it the environment, over it flags:

            | | |
            |---|---|
            | file | `--config <file>`, else `REALTIME_CONFIG`, else `realtime.yaml` in the working directory |
            | environment | `server.port` is `REALTIME_SERVER_PORT`; lists are written with commas |
            | flags | `--server.port=8080` or `--server.port 8080` |

            A secret is never a flag, since every user of a machine can read the arguments of its processes. It comes
            from the file, from its variable, or from a file of its own: `REALTIME_AUTH_ADMIN_KEY_FILE=/run/key`, or
            `file:/run/key` as its value.

            An unknown name, a value of the wrong kind or out of bounds, a key that stands twice: the server says so,
            one line for each, and exits with 78 before it has opened anything. `config check` does only that;
            `config show` prints what is in force and where it comes from.

            Durations are written `500ms`, `30s`, `5m`, `2h`, `7d`; sizes `512`, `64KiB`, `1MiB`, `2GiB`;
            rates `100/s`, `100/m`, `5/s burst 20`, `1MiB/s burst 4MiB`: without a burst all of a period may come at once.
            """;

    private Reference() {}

    /** The whole page. */
    public static String markdown() {
        StringBuilder page = new StringBuilder(INTRODUCTION);
        List<Shape> plain = new ArrayList<>();
        for (Shape shape : Shape.of(ServerConfig.class)) {
            if (shape.kind() == Shape.Kind.SECTION) {
                section(page, shape.key(), shape);
            } else if (shape.fitsInAText()) {
                plain.add(shape);
            }
        }
        heading(page, "At the top of the file", "");
        table(page, "", plain);
        fileOnly(page, "", ServerConfig.class);
        return page.toString();
    }

    private static void section(StringBuilder page, String path, Shape section) {
        heading(page, "`" + path + "`", section.setting().about());
        List<Shape> shapes = Shape.of(section.element());
        table(page, path + ".", shapes.stream().filter(Shape::fitsInAText).toList());
        shapes.stream()
                .filter(shape -> shape.kind() == Shape.Kind.SECTION)
                .forEach(shape -> section(page, path + "." + shape.key(), shape));
        fileOnly(page, path + ".", section.element());
    }

    /** Lists of sections and sections by name, with what is in each of them. */
    private static void fileOnly(StringBuilder page, String prefix, Class<?> record) {
        for (Shape shape : Shape.of(record)) {
            if (!shape.isFileOnly()) {
                continue;
            }
            boolean named = shape.kind() == Shape.Kind.NAMED;
            String path = prefix + shape.key();
            heading(
                    page,
                    "`" + path + "`",
                    shape.setting().about() + " Only in the file: "
                            + (named ? "sections by name." : "a list of sections."));
            List<Shape> inner = Shape.of(shape.element());
            table(page, "", inner.stream().filter(Shape::fitsInAText).toList());
            String below = path + (named ? ".<name>." : "[].");
            inner.stream()
                    .filter(it -> it.kind() == Shape.Kind.SECTION)
                    .forEach(it -> section(page, below + it.key(), it));
            fileOnly(page, below, shape.element());
        }
    }

    private static void heading(StringBuilder page, String title, String text) {
        page.append("\n## ").append(title).append("\n\n");
        if (!text.isEmpty()) {
            page.append(text).append("\n\n");
        }
    }

    private static void table(StringBuilder page, String prefix, List<Shape> shapes) {
        page.append("| setting | what it is for | allowed | default |\n|---|---|---|---|\n");
        for (Shape shape : shapes) {
            page.append("| `").append(prefix).append(shape.key()).append("` | ");
            page.append(shape.setting().about())
                    .append(" | ")
                    .append(allowed(shape))
                    .append(" | ");
            page.append(defaultOf(shape)).append(" |\n");
        }
    }

    private static String allowed(Shape shape) {
        String one = Values.describe(shape.element(), shape.setting());
        return shape.kind() == Shape.Kind.LIST ? "list of " + one : one;
    }

    private static String defaultOf(Shape shape) {
        Setting setting = shape.setting();
        if (!setting.defaultText().isEmpty()) {
            return setting.defaultText();
        }
        return setting.value().isEmpty() ? "" : "`" + setting.value() + "`";
    }
}
