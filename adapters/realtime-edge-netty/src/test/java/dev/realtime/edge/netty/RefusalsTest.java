package dev.realtime.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.spi.Admission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RefusalsTest {

    @Test
    void namesAPathThatIsNotThere() {
        assertThat(Refusals.of(404, "Not found").body())
                .asString()
                .isEqualTo("{\"error\":{\"code\":\"NOT_FOUND\",\"message\":\"Not found\"}}");
    }

    @Test
    @DisplayName("AD15: whatever the edge refuses is neither guessed at nor stored")
    void keepsBrowsersAndProxiesCareful() {
        List<HttpReply> all = new ArrayList<>();
        for (HeadParser.Refused why : HeadParser.Refused.values()) {
            all.add(Refusals.of(why));
        }
        all.add(Refusals.of(408, "Request took too long"));
        all.add(Refusals.of(426, "Need version 13", Map.of("Upgrade", "websocket")));
        all.add(Refusals.of(
                new Admission.Refused(401, ErrorCode.UNAUTHORIZED, "No token", Map.of("WWW-Authenticate", "Bearer"))));

        assertThat(all).allSatisfy(reply -> assertThat(reply.headers())
                .containsEntry("X-Content-Type-Options", "nosniff")
                .containsEntry("Cache-Control", "no-store")
                .containsEntry("Content-Type", "application/json"));
    }
}
