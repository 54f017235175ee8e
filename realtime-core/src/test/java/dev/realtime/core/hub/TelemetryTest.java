package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelOptions;
import dev.realtime.core.CloseCode;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Limits;
import dev.realtime.core.SlowPolicy;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.Broker.Page;
import dev.realtime.core.spi.Telemetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a hub tells its telemetry")
class TelemetryTest extends OneLaneHub {

    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void listen() {
        hub = builder().telemetry(new Told()).build();
    }

    @Test
    void whenAConnectionComesAndGoes() {
        lane.advance(Duration.ofSeconds(100));
        Peer bob = Peer.known(hub, lane, "bob");
        lane.advance(Duration.ofSeconds(7));

        bob.vanishes();

        assertThat(told).startsWith("opened line").endsWith("closed line 1006 after 7 s");
    }

    @Test
    void whatItReceivesAndSends() {
        Peer bob = Peer.known(hub, lane, "bob").says("subscribe chat");
        told.clear();

        bob.says("publish chat 123");

        assertThat(told).containsExactly("received line 16", "sent line 2 frames, 15 bytes");
    }

    @Test
    void nothingOfAWriteThatTookNothing() {
        Peer bob = Peer.known(hub, lane, "bob").says("subscribe chat").takesAtMost(0);
        told.clear();

        bob.says("publish chat 123");

        assertThat(told).containsExactly("received line 16");
    }

    @Test
    void whatItReceivesInBytesThatItDoesNotTake() {
        Peer bob = Peer.known(hub, lane, "bob");
        told.clear();

        bob.sendsBytes();

        assertThat(told).contains("received line 3", "cut UNSUPPORTED_DATA", "closed line 1003 after 0 s");
    }

    @Test
    void whatItRefuses() {
        Peer bob = Peer.known(hub, lane, "bob");
        told.clear();

        bob.says("publish user:ann x");

        assertThat(told).contains("refused PERMISSION_DENIED");
    }

    @Test
    void whoseCredentialIsBad() {
        Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty()).says("connect forged");

        assertThat(told).contains("authentication failed: signature", "refused UNAUTHORIZED", "cut INVALID_TOKEN");
    }

    @Test
    void howManyEntriesASlowReaderMisses() {
        hub = builder()
                .telemetry(new Told())
                .limits(Limits.DEFAULT.with(limits -> limits.maxLagBytes = 500))
                .channelDefaults(ChannelOptions.DEFAULT.slowPolicy(SlowPolicy.SKIP))
                .build();
        Peer.known(hub, lane, "bob").says("subscribe chat").stopsReading();
        told.clear();

        publishes(5);

        assertThat(told).containsExactly("sent line 1 frames, 8 bytes", "skipped 4");
    }

    @Test
    void howManyEntriesHistoryGaveUp() {
        PagesBroker broker = new PagesBroker().top("e", 9);
        hub = builder().telemetry(new Told()).broker(broker).build();
        Peer.known(hub, lane, "ann").says("subscribe chat e:1");
        broker.answers(PagesBroker.page("e", 2, 4, 9));
        lane.run();

        broker.answers(new Page.Lost(Page.Lost.Reason.EXPIRED, 8, new StreamPosition("e", 9)));
        lane.run();

        assertThat(told).contains("skipped 3");
    }

    @Test
    void whoWentOnWhereItLeftOffAndWhoDidNot() {
        Peer ann = Peer.known(hub, lane, "ann");
        publishes(3);
        told.clear();

        String epoch =
                hub.publish(CHAT, message("4")).toCompletableFuture().join().epoch();
        ann.says("subscribe chat " + epoch + ":1", "unsubscribe chat", "subscribe chat other:1");
        assertThat(told).contains("resumed true", "resumed false");
        told.clear();
        ann.says("unsubscribe chat", "subscribe chat");

        assertThat(told).noneMatch(word -> word.startsWith("resumed"));
    }

    private final class Told implements Telemetry {
        @Override
        public void connectionOpened(String dialect) {
            told.add("opened " + dialect);
        }

        @Override
        public void connectionClosed(String dialect, int code, long durationNanos) {
            told.add("closed " + dialect + " " + code + " after "
                    + Duration.ofNanos(durationNanos).toSeconds() + " s");
        }

        @Override
        public void received(String dialect, int bytes) {
            told.add("received " + dialect + " " + bytes);
        }

        @Override
        public void sent(String dialect, int frames, long bytes) {
            told.add("sent " + dialect + " " + frames + " frames, " + bytes + " bytes");
        }

        @Override
        public void refused(ErrorCode code) {
            told.add("refused " + code);
        }

        @Override
        public void cut(CloseCode code) {
            told.add("cut " + code);
        }

        @Override
        public void authenticationFailed(String reason) {
            told.add("authentication failed: " + reason);
        }

        @Override
        public void skipped(long entries) {
            told.add("skipped " + entries);
        }

        @Override
        public void resumed(boolean recovered) {
            told.add("resumed " + recovered);
        }
    }
}
