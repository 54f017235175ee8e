package dev.realtime.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.server.config.ConfigSources;
import dev.realtime.server.config.ListenConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearbyTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, ws://127.0.0.1:9000/realtime",
        "0.0.0.0, ws://127.0.0.1:9000/realtime",
        "'::', ws://[::1]:9000/realtime",
        "'::1', ws://[::1]:9000/realtime",
        "192.0.2.7, ws://192.0.2.7:9000/realtime"
    })
    void goesWhereTheServerListens(String host, String url) {
        assertThat(Nearby.of(
                        listen(Map.of("server.host", host, "server.port", "9000", "server.insecure", "true")),
                        "ws",
                        "/realtime"))
                .hasToString(url);
    }

    @Test
    void speaksTlsWhereTheServerDoes() {
        ListenConfig listen = listen(Map.of("server.tls.cert", "cert.pem", "server.tls.key", "key.pem"));

        assertThat(Nearby.of(listen, "http", "/")).hasToString("https://127.0.0.1:8080/");
        assertThat(Nearby.of(listen, "ws", "/realtime")).hasToString("wss://127.0.0.1:8080/realtime");
    }

    private static ListenConfig listen(Map<String, String> settings) {
        return ConfigSources.given(settings).load().server();
    }
}
