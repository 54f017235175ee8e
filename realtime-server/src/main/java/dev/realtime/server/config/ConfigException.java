package dev.realtime.server.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used. Nothing was started. */
public final class ConfigException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    /** @param problems at least one */
    public ConfigException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public ConfigException(String origin, String text) {
        this(List.of(new Problem(origin, text)));
    }

    /** All that is wrong, in the order in which it was found. */
    public List<Problem> problems() {
        return problems;
    }
}
