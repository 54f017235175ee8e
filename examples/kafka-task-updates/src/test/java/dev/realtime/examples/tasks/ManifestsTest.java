package dev.realtime.examples.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.server.RealtimeServer;
import dev.realtime.server.config.ConfigSources;
import dev.realtime.server.config.ServerConfig;
import dev.realtime.source.kafka.KafkaSourceOptions;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.server.config.AbstractKafkaConfig;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What deploy/ says of the programs is so. No cluster is asked: that it takes the manifests is seen where there is one. */
@DisplayName("deploy/")
class ManifestsTest {

    private static final Path KUBERNETES = Path.of("deploy/kubernetes");
    private static final Path KAFKA_PROPERTIES = KUBERNETES.resolve("settings/kafka.properties");
    private static final Path DAPR = Path.of("deploy/dapr");
    private static final String SECRET = "vY3xk8Qm2Lr7Tn5Wz9Bc4Hd6Jf1Gp0Se";
    private static final int BEFORE_SIGTERM_SECONDS = 5;
    private static final int CUT_AFTER_SECONDS = 5;

    @TempDir
    private Path folder;

    @Test
    void theServerStartsWithWhatItsPodHasAndAnswersItsProbes() throws Exception {
        ServerConfig config = config(KUBERNETES, environment(container("realtime")));
        RealtimeServer.builder().configuration(config).check();
        Manifest container = container("realtime");

        assertThat(container.at("ports", 0, "containerPort"))
                .isEqualTo(config.server().port());
        assertThat(config.server().host()).isEqualTo("0.0.0.0");
        try (RealtimeServer server = started(KUBERNETES)) {
            assertThat(get(server, container.at("livenessProbe", "httpGet", "path"))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(get(server, container.at("startupProbe", "httpGet", "path"))
                            .statusCode())
                    .isEqualTo(200);
            HttpResponse<String> ready = get(server, container.at("readinessProbe", "httpGet", "path"));
            assertThat(ready.statusCode()).as("before it reads Kafka").isEqualTo(503);
            assertThat(ready.body()).contains("degraded");
        }
    }

    @Test
    void aPodHasTheTimeThatItsServerNeedsToLeave() throws IOException {
        int drain = (int) config(KUBERNETES, Map.of()).server().drain().toSeconds();
        int farewell = 2 * (int) KafkaSourceOptions.at("kafka:9092").farewell().toSeconds();

        assertThat((int) pod("realtime").at("terminationGracePeriodSeconds"))
                .isGreaterThanOrEqualTo(BEFORE_SIGTERM_SECONDS + drain + CUT_AFTER_SECONDS + farewell);
        assertThat(container("realtime").at("lifecycle", "preStop", "exec", "command"))
                .isEqualTo(List.of("sleep", String.valueOf(BEFORE_SIGTERM_SECONDS)));
    }

    @Test
    void theTaskServiceFindsItsSettings() throws IOException {
        Settings settings = Settings.of(environment(container("tasks")));

        assertThat(settings.listen().getPort()).isEqualTo(container("tasks").at("ports", 0, "containerPort"));
        assertThat(settings.secret()).isEqualTo(SECRET);
        assertThat(settings.kafka()).isEqualTo(kafka().at("metadata", "name") + ":9092");
        assertThat(config(KUBERNETES, Map.of()).sources().kafka().servers()).contains(settings.kafka());
    }

    @Test
    void kafkaKnowsItsSettingsAndHasTheTopicsThatAreRead() throws IOException {
        for (Manifest variable : container("kafka").each("env")) {
            String name = variable.at("name").toString();
            assertThat(AbstractKafkaConfig.CONFIG_DEF.names())
                    .contains(name.substring("KAFKA_".length())
                            .toLowerCase(Locale.ROOT)
                            .replace('_', '.'));
        }
        String made = manifests("Job")
                .get(0)
                .at("spec", "template", "spec", "containers", 0, "args", 0)
                .toString();
        assertThat(made).contains("in " + Topic.NAME + " " + Topic.NAME + "-dead;");
        assertThat(config(KUBERNETES, Map.of()).sources().kafka().topics()).containsOnlyKeys(Topic.NAME);
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(KAFKA_PROPERTIES)) {
            properties.load(reader);
        }
        Map<String, String> settings = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> settings.put(name, properties.getProperty(name)));
        assertThat(KafkaSourceOptions.at("kafka:9092").properties(settings).properties())
                .containsOnlyKeys("auto.offset.reset");
    }

    @Test
    void nothingIsSecretNothingIsRootAndNothingIsInANamespace() throws IOException {
        for (Manifest manifest : Stream.concat(Manifest.in(KUBERNETES).stream(), Manifest.in(DAPR).stream())
                .filter(manifest -> manifest.has("kind"))
                .toList()) {
            assertThat(manifest.kind()).isNotEqualTo("Secret");
            assertThat(manifest.at("metadata").toString()).doesNotContain("namespace");
        }
        for (String name : List.of("realtime", "tasks")) {
            assertThat(pod(name).at("securityContext", "runAsNonRoot")).isEqualTo(true);
            assertThat(container(name).at("securityContext", "readOnlyRootFilesystem"))
                    .isEqualTo(true);
            assertThat(container(name).at("securityContext", "allowPrivilegeEscalation"))
                    .isEqualTo(false);
            assertThat(container(name).at("securityContext", "capabilities", "drop"))
                    .isEqualTo(List.of("ALL"));
            assertThat(container(name).at("resources", "limits", "memory")).isNotNull();
            assertThat(Files.readString(Path.of("deploy/Dockerfile")))
                    .contains("--uid " + pod(name).at("securityContext", "runAsUser"))
                    .contains("AS " + name + "\n")
                    .contains("EXPOSE " + container(name).at("ports", 0, "containerPort"));
        }
    }

    @Test
    void servicesFindTheirPods() throws IOException {
        for (Manifest service : manifests("Service")) {
            Manifest deployment = deployment(service.name());
            assertThat(deployment.at("spec", "template", "metadata", "labels").toString())
                    .contains(service.at("spec", "selector").toString().replaceAll("[{}]", ""));
            assertThat(deployment.at("spec", "selector", "matchLabels")).isEqualTo(service.at("spec", "selector"));
            assertThat(container(service.name()).at("ports", 0, "name"))
                    .isEqualTo(service.at("spec", "ports", 0, "targetPort"));
        }
    }

    @Test
    @DisplayName("S3.5: Dapr's component is for the server's sidecar alone, which is told what the server says itself")
    void daprSaysWhatTheServerSays() throws Exception {
        Map<String, Manifest> dapr = new HashMap<>();
        Manifest.in(DAPR).stream()
                .filter(manifest -> manifest.has("kind"))
                .forEach(manifest -> dapr.put(manifest.kind(), manifest));
        Manifest component = dapr.get("Component");
        Manifest subscription = dapr.get("Subscription");
        Manifest sidecar = dapr.get("Deployment");
        Manifest annotations = new Manifest(sidecar.file(), sidecar.at("spec", "template", "metadata", "annotations"));

        for (String kind : List.of("Component", "Subscription", "Resiliency")) {
            assertThat(dapr.get(kind).at("scopes")).isEqualTo(List.of(annotations.at("dapr.io/app-id")));
        }
        assertThat(dapr.get("Resiliency").at("spec", "targets", "components", component.name()))
                .isNotNull();
        assertThat(annotations.at("dapr.io/app-port"))
                .isEqualTo(container("realtime").at("ports", 0, "containerPort").toString());
        assertThat(annotations.at("dapr.io/app-token-secret"))
                .isEqualTo(sidecar.at(
                        "spec", "template", "spec", "containers", 0, "env", 1, "valueFrom", "secretKeyRef", "name"));
        assertThat(Integer.parseInt(
                        annotations.at("dapr.io/graceful-shutdown-seconds").toString()))
                .isLessThan((int) pod("realtime").at("terminationGracePeriodSeconds"))
                .isGreaterThan((int) config(DAPR, Map.of()).server().drain().toSeconds() + BEFORE_SIGTERM_SECONDS);

        try (RealtimeServer server = started(DAPR)) {
            JsonNode told =
                    new ObjectMapper().readTree(get(server, "/dapr/subscribe").body());
            assertThat(told).hasSize(1);
            assertThat(told.get(0).path("pubsubname").asText())
                    .isEqualTo(component.name())
                    .isEqualTo(subscription.at("spec", "pubsubname"));
            assertThat(told.get(0).path("topic").asText()).isEqualTo(subscription.at("spec", "topic"));
            assertThat(told.get(0).path("route").asText()).isEqualTo(subscription.at("spec", "routes", "default"));
            assertThat(told.get(0).path("deadLetterTopic").asText())
                    .isEqualTo(subscription.at("spec", "deadLetterTopic"));
            assertThat(told.get(0).path("metadata").path("rawPayload").asText())
                    .isEqualTo(subscription.at("spec", "metadata", "rawPayload"));
            assertThat(get(server, "/ready").statusCode())
                    .as("there is nothing that it reads itself")
                    .isEqualTo(200);
        }
    }

    /** With what a pod of that kind has, but on any port of this machine, and without a Kafka. */
    private RealtimeServer started(Path deployment) throws IOException {
        Map<String, String> environment = environment(container("realtime"));
        Map<String, String> here = new HashMap<>(Map.of("server.host", "127.0.0.1", "server.port", "0"));
        if (deployment.equals(KUBERNETES)) {
            here.put("sources.kafka.servers", "localhost:1");
            here.put("sources.kafka.properties", KAFKA_PROPERTIES.toString());
        } else {
            environment.remove("REALTIME_SOURCES_KAFKA_GROUP");
            environment.put("REALTIME_SOURCES_DAPR_APP_TOKEN", SECRET);
        }
        ServerConfig config =
                new ConfigSources(Optional.of(deployment.resolve("settings/realtime.yaml")), environment, here).load();
        return RealtimeServer.builder().configuration(config).start();
    }

    /** With the files that a pod has mounted where they are here. */
    private ServerConfig config(Path deployment, Map<String, String> environment) {
        Map<String, String> here = deployment.equals(KUBERNETES)
                ? Map.of("sources.kafka.properties", KAFKA_PROPERTIES.toString())
                : Map.of();
        return new ConfigSources(Optional.of(deployment.resolve("settings/realtime.yaml")), environment, here).load();
    }

    /** What a container finds: files of secrets are here, and what only a cluster knows is made up. */
    private Map<String, String> environment(Manifest container) throws IOException {
        Map<String, String> environment = new HashMap<>();
        for (Manifest variable : container.each("env")) {
            String name = variable.at("name").toString();
            if (name.endsWith("_FILE")) {
                Path file =
                        folder.resolve(Path.of(variable.at("value").toString()).getFileName());
                // what is not the secret of tokens is another one
                Files.writeString(file, name.contains("JWT") ? SECRET : SECRET.toLowerCase(Locale.ROOT) + "\n");
                assertThat(container.each("volumeMounts")).anyMatch(mount -> variable.at("value")
                        .toString()
                        .startsWith(mount.at("mountPath").toString() + "/"));
                environment.put(name, file.toString());
            } else {
                environment.put(
                        name, variable.has("value") ? variable.at("value").toString() : "realtime-7d9f-x2kq");
            }
        }
        return environment;
    }

    private static HttpResponse<String> get(RealtimeServer server, Object path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static Manifest kafka() throws IOException {
        return manifests("Service").stream()
                .filter(service -> service.name().equals("kafka"))
                .findAny()
                .orElseThrow();
    }

    private static Manifest pod(String name) throws IOException {
        Manifest deployment = deployment(name);
        return new Manifest(deployment.file(), deployment.at("spec", "template", "spec"));
    }

    private static Manifest container(String name) throws IOException {
        return pod(name).each("containers").get(0);
    }

    private static Manifest deployment(String name) throws IOException {
        return manifests("Deployment").stream()
                .filter(deployment -> deployment.name().equals(name))
                .findAny()
                .orElseThrow();
    }

    private static List<Manifest> manifests(String kind) throws IOException {
        return Manifest.in(KUBERNETES).stream()
                .filter(manifest -> manifest.has("kind") && manifest.kind().equals(kind))
                .toList();
    }
}
