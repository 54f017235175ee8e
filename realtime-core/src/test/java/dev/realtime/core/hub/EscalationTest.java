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
        hub = builder()
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
                })
                .build();
    }

    private void send(String text, String act) {
        hub.sendToUser(ANN, Message.of(text, Payload.EMPTY).idempotencyKey(act));
        lane.run();
    }

    private Peer connect(String device) {
        return Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty())
                .says("connect token-ann - device=" + device);
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
