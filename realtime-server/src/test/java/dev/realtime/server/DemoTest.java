package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.UserId;
import dev.realtime.server.config.ConfigSources;
import dev.realtime.testkit.RawPeer;
import dev.realtime.testkit.WireFrame;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A demo of a configuration, whatever it asks of tokens. */
@Timeout(30)
class DemoTest {

    @Test
    void itsTokensHoldWhatTheConfigurationAsksOfThem() {
        ConfigSources sources = ConfigSources.given(Map.of(
                "server.port", "0",
                "auth.jwt.issuer", "https://id.example.com/",
                "auth.jwt.audience", "realtime",
                "auth.jwt.user-claims", "email",
                "auth.jwt.tenant-claim", "org"));

        try (Demo demo = Demo.start(sources);
                RawPeer peer =
                        RawPeer.open(demo.server().port(), "/realtime", "Sec-WebSocket-Protocol: realtime.v1.json")) {
            List<String> connect = demo.description().stream()
                    .filter(line -> line.contains("\"type\":\"connect\""))
                    .toList();
            assertThat(connect).hasSize(1);

            peer.send(WireFrame.text(connect.get(0).replaceFirst("^ *> ", "")));

            assertThat(peer.nextFrame().text()).contains("\"type\":\"connected\"", "\"user\":\"alice\"");
            // In which tenant she is, her connections tell.
            assertThat(demo.server().hub().stats().toCompletableFuture().join().users())
                    .containsOnlyKeys(new UserId("acme", "alice"));
        }
    }
}
