package dev.realtime.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.testkit.RawPeer;
import dev.realtime.testkit.WireFrame;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the engine does not want yet waits, wherever it is. */
@Timeout(30)
class PauseTest {

    @Test
    void aPauseInsideAMessageHoldsBackWhatWasReadWithIt() {
        try (TestEdge edge = TestEdge.start();
                RawPeer peer = edge.open()) {
            TestEdge.Server server = edge.server();
            server.whenTold(lane -> server.link().reading(false));

            peer.send(messages(100));
            assertThat(server.event()).isEqualTo("text 0");
            for (int i = 1; i < 100; i++) {
                boolean told = server.onLane(link -> server.hasEvent());
                assertThat(told).isFalse();
                server.onLane(link -> {
                    link.reading(true);
                    return link;
                });
                assertThat(server.event()).isEqualTo("text " + i);
            }
        }
    }

    @Test
    void aPeerThatEndsWhileItIsNotReadIsStillNoticed() {
        try (TestEdge edge = TestEdge.start();
                RawPeer peer = edge.open()) {
            TestEdge.Server server = edge.server();
            server.whenTold(lane -> server.link().reading(false));
            peer.send(messages(100));
            assertThat(server.event()).isEqualTo("text 0");

            peer.reset();

            assertThat(server.event()).isEqualTo("closed 1006");
            edge.awaitNoConnections();
        }
    }

    private static byte[] messages(int count) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            all.writeBytes(WireFrame.text(Integer.toString(i)).bytes());
        }
        return all.toByteArray();
    }
}
