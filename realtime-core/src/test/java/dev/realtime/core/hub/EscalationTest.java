package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.ChannelOptions.Feature;
import dev.realtime.core.Limits;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.Publication;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.UserId;
import dev.realtime.core.memory.MemoryCursorStore;
import dev.realtime.core.spi.CursorStore;
import dev.realtime.core.spi.Escalation;
import dev.realtime.core.spi.Telemetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A message that has to be acknowledged within ten seconds")
class EscalationTest extends OneLaneHub {

    private static final UserId ANN = UserId.of("ann");

    private final List<String> escalated = new ArrayList<>();
    private final List<Boolean> counted = new ArrayList<>();
    private Executor executor = Runnable::run;
    private final List<Telemetry.Adapter> failed = new ArrayList<>();
    private CursorStore cursors = new MemoryCursorStore();
    private Duration patience = Duration.ofSeconds(10);

    @BeforeEach
    void tenSeconds() {
        build(Limits.DEFAULT);
    }

    @Test
    void isEscalatedOnceWhenTheUserIsAway() {
        send("1", "");
        lane.advance(Duration.ofSeconds(9));
        assertThat(escalated).isEmpty();

        lane.advance(Duration.ofSeconds(60));
        assertThat(escalated).containsExactly("ann 1");
        assertThat(counted).containsExactly(true);
    }

    @Test
    void isEscalatedWhenADeviceGotItAndSaidNothing() {
        connect("phone");
        send("1", "");

        lane.advance(Duration.ofSeconds(12));

        assertThat(escalated).containsExactly("ann 1");
    }

    @Test
    void isLeftAloneWhenAnyDeviceAcknowledgedIt() {
        Peer phone = connect("phone");
        connect("desk");
        send("1", "");
        phone.says("delivered user:ann 1");

        lane.advance(Duration.ofSeconds(12));

        assertThat(escalated).isEmpty();
    }

    @Test
    void isJudgedByWhatWasAcknowledgedAndNotByTheMessagesBeforeIt() {
        Peer phone = connect("phone");
        send("1", "");
        send("2", "");
        phone.says("delivered user:ann 1");

        lane.advance(Duration.ofSeconds(12));

        assertThat(escalated).containsExactly("ann 2");
    }

    @Test
    void isEscalatedOnceThoughItsActWasRepeated() {
        send("1", "k");
        send("1", "k");

        lane.advance(Duration.ofSeconds(12));

        assertThat(escalated).containsExactly("ann 1");
    }

    @Test
    @DisplayName("was escalated a second time when its act was repeated after that")
    void isEscalatedOnceThoughItsActIsRepeatedLater() {
        send("1", "k");
        lane.advance(Duration.ofSeconds(60));
        send("1", "k");
        lane.advance(Duration.ofSeconds(200));
        send("1", "k");

        lane.advance(Duration.ofSeconds(12));

        assertThat(escalated).containsExactly("ann 1");
    }

    @Test
    void isForgottenAfterSoManyOthers() {
        build(Limits.DEFAULT.with(limits -> limits.maxEscalations = 1));
        send("1", "k1");
        lane.advance(Duration.ofSeconds(12));
        send("2", "k2");
        lane.advance(Duration.ofSeconds(12));
        send("1", "k1");
        lane.advance(Duration.ofSeconds(12));
        assertThat(escalated).containsExactly("ann 1", "ann 2");

        send("3", "k3");
        lane.advance(Duration.ofSeconds(12));
        send("1", "k1");
        lane.advance(Duration.ofSeconds(12));
        assertThat(escalated).containsExactly("ann 1", "ann 2", "ann 3", "ann 1");
    }

    @Test
    @DisplayName("was looked at by one more task with each failure of the store, and they never ended")
    void isLookedAtOnceARoundHoweverOftenTheStoreFails() {
        long[] looks = new long[1];
        hub = builder(Limits.DEFAULT)
                .cursors(new BrokenCursors())
                .ticker(() -> {
                    looks[0]++;
                    return lane.nanos();
                })
                .build();
        send("1", "");
        lane.advance(Duration.ofSeconds(20));
        looks[0] = 0;
        lane.advance(Duration.ofSeconds(10));
        long before = looks[0];

        lane.advance(Duration.ofSeconds(90));
        looks[0] = 0;
        lane.advance(Duration.ofSeconds(10));

        assertThat(looks[0]).isLessThan(2 * before);
    }

    @Test
    @DisplayName("was kept without regard to its size")
    void isNotWatchedBeyondTheBytes() {
        build(Limits.DEFAULT.with(limits -> limits.maxEscalationBytes = 2_100));
        sendBytes(1_500);
        sendBytes(1_500);
        send("small", "");

        lane.advance(Duration.ofSeconds(12));
        assertThat(escalated).containsExactly("ann 1500", "ann small");
        assertThat(counted).containsExactly(false, true, true);

        sendBytes(1_500);
        lane.advance(Duration.ofSeconds(12));
        assertThat(escalated).containsExactly("ann 1500", "ann small", "ann 1500");
    }

    @Test
    void isNotWatchedWhereTheApplicationHasNoNeed() {
        patience = Duration.ZERO;
        send("1", "");
        patience = Duration.ofSeconds(-1);
        send("2", "");

        lane.advance(Duration.ofSeconds(60));

        assertThat(escalated).isEmpty();
    }

    @Test
    void isOnlyWatchedInPersonalChannels() {
        publishes(1);

        lane.advance(Duration.ofSeconds(60));

        assertThat(escalated).isEmpty();
    }

    @Test
    void isEscalatedInTheOrderInWhichPatienceEnds() {
        send("late", "");
        patience = Duration.ofSeconds(3);
        send("soon", "");

        lane.advance(Duration.ofSeconds(5));
        assertThat(escalated).containsExactly("ann soon");

        lane.advance(Duration.ofSeconds(8));
        assertThat(escalated).containsExactly("ann soon", "ann late");
    }

    @Test
    void waitsWhileTheApplicationHasTooMuchToDo() {
        Executor works = executor;
        executor = task -> {
            throw new RejectedExecutionException("full");
        };
        send("1", "");
        lane.advance(Duration.ofSeconds(20));
        assertThat(escalated).isEmpty();

        executor = works;
        lane.advance(Duration.ofSeconds(3));
        assertThat(escalated).containsExactly("ann 1");
    }

    @Test
    void isCountedWhenTheOtherWayFails() {
        executor = task -> {
            escalated.add("fails");
            task.run();
        };
        send("boom", "");

        lane.advance(Duration.ofSeconds(12));

        assertThat(counted).containsExactly(false);
    }

    @Test
    void isNotWatchedBeyondTheLimit() {
        build(Limits.DEFAULT.with(limits -> limits.maxEscalations = 1));
        for (int i = 1; i <= 4; i++) {
            send("" + i, "");
        }

        lane.advance(Duration.ofSeconds(12));

        assertThat(escalated).containsExactly("ann 1", "ann 2");
        assertThat(counted).containsExactly(false, false, true, true);
    }

    @Test
    void waitsWhileNobodyKnowsWhetherItWasAcknowledged() {
        boolean[] away = {true};
        MemoryCursorStore memory = new MemoryCursorStore();
        cursors = new CursorStore() {
            @Override
            public CompletionStage<Boolean> advance(String reader, ChannelName channel, StreamPosition position) {
                return memory.advance(reader, channel, position);
            }

            @Override
            public CompletionStage<Optional<StreamPosition>> position(String reader, ChannelName channel) {
                return away[0]
                        ? CompletableFuture.failedFuture(new IllegalStateException("away"))
                        : memory.position(reader, channel);
            }

            @Override
            public void close() {}
        };
        build(Limits.DEFAULT);
        send("1", "");

        lane.advance(Duration.ofSeconds(12));
        assertThat(escalated).isEmpty();
        assertThat(failed).containsOnly(Telemetry.Adapter.CURSOR_STORE).hasSizeBetween(2, 3);
        away[0] = false;
        lane.advance(Duration.ofSeconds(2));

        assertThat(escalated).containsExactly("ann 1");
    }

    @Test
    void needsAnExecutor() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().escalation(new Messenger()).build())
                .withMessageContaining("handlersOn");
    }

    private void build(Limits limits) {
        hub = builder(limits).build();
    }

    private HubBuilder builder(Limits limits) {
        return builder()
                .limits(limits)
                .channels("user", ChannelOptions.DEFAULT.with(Feature.RECEIPTS))
                .escalation(new Messenger())
                .handlersOn(task -> executor.execute(task))
                .cursors(cursors)
                .telemetry(new Telemetry() {
                    @Override
                    public void failed(Adapter adapter) {
                        failed.add(adapter);
                    }

                    @Override
                    public void escalated(boolean done) {
                        counted.add(done);
                    }
                });
    }

    private void sendBytes(int bytes) {
        hub.sendToUser(ANN, Message.of("" + bytes, Payload.binary(new byte[bytes])));
        lane.run();
    }

    private void send(String text, String act) {
        hub.sendToUser(ANN, Message.of(text, Payload.EMPTY).idempotencyKey(act));
        lane.run();
    }

    private Peer connect(String device) {
        return Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty())
                .says("connect token-ann - device=" + device);
    }

    private static final class BrokenCursors implements CursorStore {

        @Override
        public CompletionStage<Boolean> advance(String reader, ChannelName channel, StreamPosition position) {
            return CompletableFuture.failedFuture(new IllegalStateException("away"));
        }

        @Override
        public CompletionStage<Optional<StreamPosition>> position(String reader, ChannelName channel) {
            return CompletableFuture.failedFuture(new IllegalStateException("away"));
        }

        @Override
        public void close() {
            // It holds nothing.
        }
    }

    private final class Messenger implements Escalation {

        @Override
        public Duration patience(UserId user, Publication message) {
            return patience;
        }

        @Override
        public void escalate(UserId user, Publication message) {
            if (message.message().event().equals("boom")) {
                throw new IllegalStateException("the messenger is away");
            }
            escalated.add(user + " " + message.message().event());
        }
    }
}
