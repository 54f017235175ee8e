package dev.realtime.source.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.RefusedException;
import dev.realtime.core.memory.SystemRandomness;
import dev.realtime.core.spi.Broker;
import dev.realtime.source.Routed;
import dev.realtime.source.Routing;
import dev.realtime.source.SourceTelemetry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CourierTest {

    private static final RuntimeException STUMBLE = new IllegalStateException("who knows");

    /** What the hub says to whom; it takes everything else. */
    private final Map<ChannelName, Throwable> answers = new HashMap<>();

    private final Queue<Runnable> later = new ArrayDeque<>();
    private final Courier courier = new Courier(
            (channel, message) -> answers.containsKey(channel)
                    ? CompletableFuture.failedStage(answers.get(channel))
                    : CompletableFuture.completedStage(null),
            new Courier.Terms(
                    Duration.ofSeconds(10),
                    SourceTelemetry.NONE,
                    new Stop(new SystemRandomness()),
                    (delay, task) -> later.add(task)));

    @Test
    @DisplayName("KF05: a hub that takes nothing at all loses no record, however often all of them stumble")
    void aHiccupOfTheBrokerBuriesNothing() {
        answers.put(channel("ann"), STUMBLE);
        answers.put(channel("bob"), STUMBLE);
        CompletableFuture<Optional<String>> ann = deliver("ann");
        CompletableFuture<Optional<String>> bob = deliver("bob");

        tryAgain(100);
        answers.clear();
        tryAgain(1);

        assertThat(ann).isCompletedWithValue(Optional.empty());
        assertThat(bob).isCompletedWithValue(Optional.empty());
    }

    @Test
    @DisplayName("KF01: a record that stumbles four times while others are taken is never delivered")
    void aRecordThatAloneStumblesIsGivenUp() {
        answers.put(channel("ann"), STUMBLE);
        CompletableFuture<Optional<String>> ann = deliver("ann");
        for (int other = 0; other < 2; other++) {
            deliver("bob");
            tryAgain(1);
        }
        tryAgain(3);
        assertThat(ann).isNotDone();

        deliver("bob");
        tryAgain(1);
        deliver("bob");
        tryAgain(1);

        assertThat(ann).isCompletedWithValue(Optional.of("java.lang.IllegalStateException"));
    }

    @Test
    @DisplayName("KF01: a record that everything waits for is given up in the end, and of several one")
    void oneRecordThatEverythingWaitsForIsGivenUp() {
        answers.put(channel("ann"), STUMBLE);
        answers.put(channel("bob"), STUMBLE);
        CompletableFuture<Optional<String>> ann = deliver("ann");
        CompletableFuture<Optional<String>> bob = deliver("bob");

        tryAgain(178);
        assertThat(ann).isNotDone();
        tryAgain(100);
        assertThat(ann).isDone();
        assertThat(bob).isNotDone();
        tryAgain(100);
        assertThat(bob).isDone();
    }

    @Test
    @DisplayName("KF05: a refusal stops all reading for a while, a slow channel or a stumble does not")
    void aSlowChannelHoldsUpOnlyItself() {
        answers.put(channel("ann"), new TimeoutException());
        answers.put(channel("bob"), STUMBLE);
        deliver("ann");
        deliver("bob");
        assertThat(courier.isRefused()).isFalse();

        answers.put(channel("cid"), new Broker.UnavailableException("away", null));
        deliver("cid");
        assertThat(courier.isRefused()).isTrue();
        answers.put(channel("cid"), new RefusedException(ErrorCode.OVERLOADED, "later"));
        tryAgain(1);
        assertThat(courier.isRefused()).isTrue();
        answers.clear();
        tryAgain(1);
        assertThat(courier.isRefused()).isFalse();
    }

    private CompletableFuture<Optional<String>> deliver(String user) {
        byte[] json = ("{\"user\":\"" + user + "\"}").getBytes(UTF_8);
        return courier.deliver((Routed.To) Routing.to("tasks#{user}").route(json, ""), () -> false);
    }

    private void tryAgain(int times) {
        for (int i = 0; i < times; i++) {
            for (int waiting = later.size(); waiting > 0; waiting--) {
                later.remove().run();
            }
        }
    }

    private static ChannelName channel(String user) {
        return ChannelName.of("tasks#" + user);
    }
}
