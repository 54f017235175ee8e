package dev.realtime.server.cli;

import dev.realtime.server.config.ConfigException;
import dev.realtime.server.config.ConfigSources;
import dev.realtime.server.config.Key;
import dev.realtime.server.config.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Makes a flag of every setting, {@code --server.port=8080}, beside {@code --config} and {@code --insecure}.
 *
 * <p>A secret has a flag too, only to be refused with an explanation: everybody on the machine can read the arguments
 * of a process.
 */
final class ConfigFlags {

    /** Read where {@code --config} and its variable are silent, if it is there. */
    private static final Path USUAL_FILE = Path.of("realtime.yaml");

    /** Shown by {@code --help}; the reference has them all. */
    private static final List<String> SHOWN = List.of("server.host", "server.port", "log.format");

    private final Map<String, String> given = new LinkedHashMap<>();

    void addTo(CommandSpec command) {
        for (Key key : Key.all()) {
            command.addOption(option(key.flag(), key.path())
                    .type(String.class)
                    .paramLabel("<value>")
                    .hidden(!SHOWN.contains(key.path()))
                    .description(key.about().replace("`", ""))
                    .build());
        }
        command.addOption(option("--config", ConfigSources.FILE_VARIABLE)
                .type(String.class)
                .paramLabel("<file>")
                .description("Configuration in YAML. Default: realtime.yaml, if it is there.")
                .build());
        command.addOption(option("--insecure", "server.insecure")
                .type(boolean.class)
                .description("Starts although anybody can say to be anybody.")
                .build());
    }

    /** Takes over what stood before the command; what stands after it counts more. */
    void addGivenBefore(ConfigFlags before) {
        before.given.forEach(given::putIfAbsent);
    }

    boolean isEmpty() {
        return given.isEmpty();
    }

    /** @throws ConfigException if a secret stands on the command line */
    ConfigSources sources(Map<String, String> environment) {
        Map<String, String> settings = new LinkedHashMap<>(given);
        Optional<String> file = Optional.ofNullable(settings.remove(ConfigSources.FILE_VARIABLE))
                .or(() -> Optional.ofNullable(environment.get(ConfigSources.FILE_VARIABLE)));
        refuseSecrets(settings);
        return new ConfigSources(file.map(Path::of).or(ConfigFlags::usualFile), environment, settings);
    }

    private static Optional<Path> usualFile() {
        return Optional.of(USUAL_FILE).filter(Files::exists);
    }

    private static void refuseSecrets(Map<String, String> settings) {
        List<Problem> problems = Key.all().stream()
                .filter(key -> key.isSecret() && settings.containsKey(key.path()))
                .map(key -> new Problem(
                        key.flag(),
                        "secrets on the command line can be read by everybody on this machine, use " + key.variable()
                                + ", " + key.variable() + "_FILE or the file"))
                .toList();
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }

    private OptionSpec.Builder option(String flag, String setting) {
        return OptionSpec.builder(flag).setter(new picocli.CommandLine.Model.ISetter() {
            @Override
            public <T> T set(T value) {
                if (value != null) {
                    given.put(setting, value.toString());
                }
                return value;
            }
        });
    }
}
