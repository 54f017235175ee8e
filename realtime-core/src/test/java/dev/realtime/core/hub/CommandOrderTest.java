package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelOptions;
import dev.realtime.core.ChannelOptions.Feature;
import dev.realtime.core.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The commands of a connection, given an authorizer that takes its time")
class CommandOrderTest extends OneLaneHub {

    private final List<CompletableFuture<Boolean>> verdicts = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private Peer bob;

    @BeforeEach
    void connect() {
        hub = builder()
                .limits(Limits.DEFAULT.with(limits -> limits.maxOutstandingCommands = 4))
                .authorizer((who, action, channel) -> {
                    asked.add(action + " " + channel);
                    verdicts.add(new CompletableFuture<>());
                    return verdicts.get(verdicts.size() - 1);
                })
                .build();
        bob = Peer.known(hub, lane, "bob");
        bob.hears();
    }

    @Test
    void takeEffectInTheOrderInWhichTheyCame() {
        bob.says("subscribe chat", "publish chat 1", "publish chat 2");
        assertThat(asked).containsExactly("SUBSCRIBE chat");

        judge(0);
        assertThat(asked).containsExactly("SUBSCRIBE chat", "PUBLISH chat");
        judge(1);
        judge(2);

        assertThat(bob.hears()).containsExactly("subscribed chat at 0 NEW", "ack 1", "chat 1 1", "ack 2", "chat 2 2");
    }

    @Test
    void doNotWaitForThoseOfOtherChannels() {
        bob.says("publish a 1", "publish b 2");
        assertThat(asked).containsExactly("PUBLISH a", "PUBLISH b");

        judge(1);

        assertThat(bob.hears()).containsExactly("ack 1");
    }

    @Test
    void doNotWaitWhenAllBeforeThemAreDone() {
        bob.says("publish a 1", "publish a 2");
        judge(0);
        judge(1);

        bob.says("publish a 3");
        judge(2);

        assertThat(bob.hears()).containsExactly("ack 1", "ack 2", "ack 3");
    }

    @Test
    void areReadUpToALimitAndAgainWhenHalfOfThemAreDone() {
        bob.says("publish a 1", "publish b 1", "publish c 1");
        assertThat(bob.isRead()).isTrue();
        bob.says("publish d 1");
        assertThat(bob.isRead()).isFalse();

        judge(0);
        assertThat(bob.isRead()).isFalse();
        judge(1);
        assertThat(bob.isRead()).isTrue();
    }

    @Test
    void countWhileTheyWaitBehindAnother() {
        bob.says("publish a 1", "publish a 2", "publish a 3");
        assertThat(bob.isRead()).isTrue();
        bob.says("publish a 4");
        assertThat(bob.isRead()).isFalse();

        judge(0);
        assertThat(bob.isRead()).isFalse();
        judge(1);
        assertThat(bob.isRead()).isTrue();
        judge(2);
        judge(3);

        assertThat(bob.hears()).containsExactly("ack 1", "ack 2", "ack 3", "ack 4");
        assertThat(bob.isRead()).isTrue();
    }

    @Test
    void leaveNothingBehindWhenAllAreDone() {
        for (int i = 0; i < 10; i++) {
            bob.says("publish a 1", "publish a 2", "publish b 3");
            judge(3 * i);
            judge(3 * i + 1);
            judge(3 * i + 2);
        }

        assertThat(bob.hears()).hasSize(30);
        assertThat(bob.isRead()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "subscribe chat",
                "subscribe+ chat",
                "publish chat 1",
                "history chat",
                "presence chat",
                "open draft chat note"
            })
    @DisplayName("keep those behind them waiting, and count until their outcome, whatever that is")
    void countUntilTheirOutcome(String command) {
        hub = builder()
                .limits(Limits.DEFAULT.with(limits -> limits.maxOutstandingCommands = 1))
                .channelDefaults(ChannelOptions.DEFAULT.with(Feature.PRESENCE).with(Feature.STREAMS))
                .authorizer((who, action, channel) -> {
                    verdicts.add(new CompletableFuture<>());
                    return verdicts.get(verdicts.size() - 1);
                })
                .build();
        List<Consumer<CompletableFuture<Boolean>>> outcomes = List.of(
                verdict -> verdict.complete(true),
                verdict -> verdict.complete(false),
                verdict -> verdict.completeExceptionally(new IllegalStateException("away")));

        for (Consumer<CompletableFuture<Boolean>> outcome : outcomes) {
            bob = Peer.known(hub, lane, "bob").says(command);
            assertThat(bob.isRead()).isFalse();
            bob.says("publish chat 2");
            assertThat(verdicts)
                    .as("what is asked before the first has its place")
                    .hasSize(1);

            int asked = 0;
            for (; !verdicts.isEmpty(); asked++) {
                outcome.accept(verdicts.remove(0));
                lane.run();
            }

            assertThat(bob.isRead()).isTrue();
            assertThat(bob.hears())
                    .filteredOn(line -> line.startsWith("failure"))
                    .hasSize(outcome == outcomes.get(0) ? 0 : asked);
        }
    }

    private void judge(int number) {
        verdicts.get(number).complete(true);
        lane.run();
    }
}
