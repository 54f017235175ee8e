package dev.realtime.server.config;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where configuration comes from: a file, over it the environment, over it what was given by name (flags, or code that
 * embeds the server).
 *
 * <p><b>Shape:</b> the environment's names are {@code REALTIME_SERVER_PORT} for {@code server.port}; {@code …_FILE} for
 * a secret names a file that holds it; {@code PORT}, which cloud platforms set, is a weaker {@code
 * REALTIME_SERVER_PORT}.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param file the YAML file, if there is one
 * @param given texts by setting
 */
public record ConfigSources(Optional<Path> file, Map<String, String> environment, Map<String, String> given) {

    /** The variable that names the file. */
    public static final String FILE_VARIABLE = "REALTIME_CONFIG";

    private static final String PORT_VARIABLE = "PORT";
    private static final String PORT_KEY = "server.port";
    private static final String FILE_SUFFIX = "_FILE";
    private static final long MAX_FILE_BYTES = 1024 * 1024;

    public ConfigSources {
        environment = Map.copyOf(environment);
        given = Map.copyOf(given);
    }

    /** Nothing but what is given by name. */
    public static ConfigSources given(Map<String, String> given) {
        return new ConfigSources(Optional.empty(), Map.of(), given);
    }

    /** These sources with one text more, over all others. */
    public ConfigSources with(String setting, String value) {
        Map<String, String> more = new LinkedHashMap<>(given);
        more.put(setting, value);
        return new ConfigSources(file, environment, more);
    }

    /** @throws ConfigException with every problem that was found */
    public ServerConfig load() {
        return effective().config();
    }

    /** @throws ConfigException with every problem that was found */
    public EffectiveConfig effective() {
        List<Problem> problems = new ArrayList<>();
        Node.Section tree = fromFile(problems).under(fromEnvironment(problems)).under(fromNames(problems));
        Optional<ServerConfig> config = new Binder(problems).bind(ServerConfig.class, "", tree);
        if (!problems.isEmpty() || config.isEmpty()) {
            throw new ConfigException(problems);
        }
        return new EffectiveConfig(config.get(), tree);
    }

    private Node.Section fromFile(List<Problem> problems) {
        if (file.isEmpty()) {
            return Node.Section.empty("");
        }
        String name = file.get().toString();
        try {
            if (Files.size(file.get()) > MAX_FILE_BYTES) {
                problems.add(new Problem(name, "need a file of at most 1MiB"));
                return Node.Section.empty(name);
            }
            Node.Section tree = YamlTree.read(name, Files.readString(file.get()), problems);
            // What a broken file seems to say would only raise problems that are none.
            return problems.isEmpty() ? tree : Node.Section.empty(name);
        } catch (MalformedInputException e) {
            problems.add(new Problem(name, "need UTF-8 text"));
        } catch (IOException e) {
            problems.add(new Problem(name, "cannot read the file"));
        }
        return Node.Section.empty(name);
    }

    private Node.Section fromEnvironment(List<Problem> problems) {
        Node.Section tree = Node.Section.empty("");
        Set<String> known = new HashSet<>(Set.of(FILE_VARIABLE));
        if (environment.containsKey(PORT_VARIABLE)) {
            tree = tree.under(Node.at(PORT_KEY, new Node.Text(environment.get(PORT_VARIABLE), PORT_VARIABLE)));
        }
        for (Key key : Key.all()) {
            for (Map.Entry<String, String> variable : variablesOf(key).entrySet()) {
                String name = variable.getKey();
                known.add(name);
                if (environment.containsKey(name)) {
                    String text = variable.getValue() + environment.get(name);
                    tree = tree.under(Node.at(key.path(), new Node.Text(text, name)));
                }
            }
        }
        environment.keySet().stream()
                .filter(name -> name.startsWith(Key.ENVIRONMENT_PREFIX) && !known.contains(name))
                .sorted()
                .forEach(name -> problems.add(new Problem(
                        "environment", "unknown variable " + Problem.quote(name) + Nearest.hint(name, known))));
        return tree;
    }

    /** Variable names of a setting, each with what has to stand before its text. */
    private static Map<String, String> variablesOf(Key key) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put(key.variable(), "");
        if (key.isSecret()) {
            variables.put(key.variable() + FILE_SUFFIX, "file:");
        }
        return variables;
    }

    private Node.Section fromNames(List<Problem> problems) {
        Node.Section tree = Node.Section.empty("");
        List<String> known = Key.all().stream().map(Key::path).toList();
        for (Map.Entry<String, String> setting : given.entrySet()) {
            String path = setting.getKey();
            if (known.contains(path)) {
                tree = tree.under(Node.at(path, new Node.Text(setting.getValue(), "--" + path)));
            } else {
                problems.add(
                        new Problem("--" + path, "unknown setting " + Problem.quote(path) + Nearest.hint(path, known)));
            }
        }
        return tree;
    }
}
