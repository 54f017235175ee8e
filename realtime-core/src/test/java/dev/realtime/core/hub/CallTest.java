package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.Identity;
import dev.realtime.core.Limits;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.RefusedException;
import dev.realtime.core.UserId;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.spi.Call;
import dev.realtime.core.spi.CallHandler;
import dev.realtime.core.spi.CallHandlers;
import dev.realtime.core.spi.Dialect;
import dev.realtime.core.spi.Telemetry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Calls of a client")
class CallTest extends OneLaneHub {

    private static final Duration TIMEOUT = Limits.DEFAULT.callTimeout();
    /** A deadline is looked at once in a round. */
    private static final Duration ROUND = Duration.ofSeconds(1);

    private final ManualPool pool = new ManualPool();
    private final List<Call> calls = new ArrayList<>();
    private final List<CompletableFuture<Payload>> answers = new ArrayList<>();
    private final List<Telemetry.CallOutcome> outcomes = new ArrayList<>();
    private Peer bob;

    private final CallHandler later = call -> {
        calls.add(call);
        CompletableFuture<Payload> answer = new CompletableFuture<>();
        answers.add(answer);
        return answer;
    };

    @BeforeEach
    void meetBob() {
        hub = withHandlers(limits -> {});
        bob = Peer.known(hub, lane, "bob");
        bob.hears();
    }

    private Hub withHandlers(Consumer<Limits.Builder> limits) {
        return builder()
                .limits(Limits.DEFAULT.with(limits))
                .telemetry(new Telemetry() {
                    @Override
                    public void called(CallOutcome outcome, long handlerNanos) {
                        outcomes.add(outcome);
                    }
                })
                .handlersOn(pool)
                .onCall("echo", CallHandler.answering(Call::data))
                .onCall("later", later)
                .onCall("seen", CallHandler.hearing(calls::add))
                .onCall("mute", call -> CompletableFuture.completedFuture(null))
                .onCall("refuse", call -> {
                    throw new RefusedException(ErrorCode.CONFLICT, "taken");
                })
                .build();
    }

    private void handlersRun() {
        while (pool.size() > 0) {
            pool.run();
            lane.run();
        }
    }

    private void answer(int number, String json) {
        answers.get(number).complete(AnyPayload.of(json));
        lane.run();
    }

    private List<String> handled() {
        return calls.stream()
                .map(call -> new String(call.data().bytes(), StandardCharsets.UTF_8))
                .toList();
    }

    @Nested
    @DisplayName("given a handler")
    class Handled {

        @Test
        @DisplayName("need an answer that is one, and events need none")
        void needAnAnswerWhereTheyAreNoEvents() {
            bob.says("call mute 1", "event mute 2");
            handlersRun();

            assertThat(bob.hears()).containsExactly("failure INTERNAL_ERROR");
            assertThat(outcomes).containsExactly(Telemetry.CallOutcome.FAILED, Telemetry.CallOutcome.ANSWERED);
        }

        @Test
        void areAnsweredByIt() {
            bob.says("call echo hi");
            handlersRun();

            assertThat(bob.hears()).containsExactly("reply hi");
            assertThat(outcomes).containsExactly(Telemetry.CallOutcome.ANSWERED);
        }

        @Test
        void areHandledWhereTheExecutorRuns() {
            bob.says("call echo hi");

            assertThat(pool.size()).isEqualTo(1);
            assertThat(bob.hears()).isEmpty();
        }

        @Test
        void sayWhoAsksForWhat() {
            bob.says("call later hi");
            handlersRun();

            String client = connectionOf("bob").client();
            assertThat(calls)
                    .containsExactly(
                            new Call(Identity.claimed(UserId.of("bob")), client, "later", AnyPayload.of("hi"), true));
        }

        @Test
        void withoutAnIdHaveNoAnswer() {
            bob.says("event seen hi", "event echo hi");
            handlersRun();

            assertThat(handled()).containsExactly("hi");
            assertThat(calls.get(0).wantsAnswer()).isFalse();
            assertThat(bob.hears()).isEmpty();
        }

        @Test
        void areAnsweredEvenByAHandlerOfEvents() {
            bob.says("call seen hi");
            handlersRun();

            assertThat(bob.hears()).containsExactly("reply {}");
        }

        @Test
        void areRefusedByIt() {
            bob.says("call refuse", "event refuse");
            handlersRun();

            assertThat(bob.hears()).containsExactly("failure CONFLICT", "failure CONFLICT unasked");
            assertThat(outcomes).containsOnly(Telemetry.CallOutcome.REFUSED);
        }

        @Test
        void mayPublishThroughTheHub() {
            hub = builder()
                    .handlersOn(pool)
                    .onCalls(itself -> CallHandlers.NONE.with(
                            "tell", call -> itself.sendToUser(call.caller().user(), Message.of(call.data()))
                                    .thenApply(position -> AnyPayload.of("" + position.offset()))))
                    .build();
            Peer ann = Peer.known(hub, lane, "ann");
            ann.hears();

            ann.says("call tell hi");
            handlersRun();

            assertThat(ann.hears()).containsExactlyInAnyOrder("user:ann 1 hi", "reply 1");
        }
    }

    @Nested
    @DisplayName("given nobody to handle them")
    class Unhandled {

        @Test
        void areAnsweredSo() {
            bob.says("call nothing", "event nothing");

            assertThat(bob.hears()).containsExactly("failure METHOD_NOT_FOUND", "failure METHOD_NOT_FOUND unasked");
        }

        @Test
        void goToTheHandlerOfAllOthers() {
            hub = builder()
                    .handlersOn(pool)
                    .onCall("echo", CallHandler.answering(Call::data))
                    .onOtherCalls(CallHandler.answering(call -> AnyPayload.of("no-" + call.method())))
                    .build();
            Peer ann = Peer.known(hub, lane, "ann");
            ann.hears();

            ann.says("call echo hi", "call nothing");
            handlersRun();

            assertThat(ann.hears()).containsExactly("reply hi", "reply no-nothing");
        }

        @ParameterizedTest
        @ValueSource(strings = {"a/b", "é", "a\u0000"})
        void areMistakesIfTheyNameNoMethod(String method) {
            bob.says("call " + method);

            assertThat(bob.hears()).containsExactly("failure BAD_REQUEST");
        }

        @Test
        void areMistakesBeforeTheClientIsKnown() {
            Peer stranger = Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty());

            stranger.says("call echo hi");
            handlersRun();

            assertThat(stranger.hears()).containsExactly("failure BAD_REQUEST");
        }
    }

    @Nested
    @DisplayName("given a handler that fails")
    class Failing {

        @ParameterizedTest
        @EnumSource
        void costOneAnswerAndNothingElse(FailingAdaptersTest.Fault fault) {
            hub = builder()
                    .handlersOn(pool)
                    .onCall("fail", call -> fault.answer())
                    .onCall("echo", CallHandler.answering(Call::data))
                    .build();
            Peer ann = Peer.known(hub, lane, "ann");
            ann.hears();

            ann.says("call fail", "call echo hi");
            handlersRun();

            assertThat(ann.hears()).containsExactly("failure INTERNAL_ERROR", "reply hi");
        }

        @Test
        void costOneAnswerIfItIsAnErrorAsWell() {
            hub = builder()
                    .handlersOn(pool)
                    .onCall("fail", call -> {
                        throw new StackOverflowError();
                    })
                    .build();
            Peer ann = Peer.known(hub, lane, "ann");
            ann.hears();

            ann.says("call fail", "call fail");
            handlersRun();

            assertThat(ann.hears()).containsExactly("failure INTERNAL_ERROR", "failure INTERNAL_ERROR");
        }

        @Test
        void areNotAnsweredWithoutAnId() {
            bob.says("event later");
            handlersRun();

            answers.get(0).completeExceptionally(new IllegalStateException("a handler with a bug"));
            lane.run();

            assertThat(bob.hears()).isEmpty();
            assertThat(outcomes).containsExactly(Telemetry.CallOutcome.FAILED);
        }

        @Test
        void areAnsweredSoIfTheReplyIsTooLong() {
            hub = withHandlers(limits -> limits.maxControlBytes = 1_000);
            Peer ann = Peer.known(hub, lane, "ann");
            ann.hears();

            ann.says("call echo " + "x".repeat(750), "call echo hi");
            handlersRun();

            assertThat(ann.hears()).containsExactly("failure MESSAGE_TOO_LARGE", "reply hi");
            assertThat(ann.closedWith()).isZero();
        }

        @Test
        void showNoMoreOfItsReasonThanFits() {
            List<ServerFrame> told = new ArrayList<>();
            hub = builder()
                    .handlersOn(pool)
                    .onCall("fail", call -> {
                        throw new RefusedException(ErrorCode.CONFLICT, "x".repeat(100_000));
                    })
                    .build();
            Peer ann = Peer.connect(hub, lane, new Overheard(told), Optional.of(Identity.claimed(UserId.of("ann"))));

            ann.says("call fail");
            handlersRun();

            assertThat(told)
                    .last(InstanceOfAssertFactories.type(ServerFrame.Failure.class))
                    .satisfies(failure -> assertThat(failure.message()).hasSize(500));
        }
    }

    @Nested
    @DisplayName("given several at once")
    class Several {

        @Test
        void areHandledOneAtATimeInTheirOrder() {
            bob.says("call later 1", "event later 2", "call later 3");
            handlersRun();
            assertThat(handled()).containsExactly("1");

            answer(0, "one");
            handlersRun();
            assertThat(handled()).containsExactly("1", "2");

            answer(1, "two");
            handlersRun();
            answer(2, "three");
            assertThat(handled()).containsExactly("1", "2", "3");
            assertThat(bob.hears()).containsExactly("reply one", "reply three");
        }

        @Test
        void ofDifferentConnectionsDoNotWaitForEachOther() {
            Peer other = Peer.known(hub, lane, "bob");
            other.hears();

            bob.says("call later 1");
            other.says("call echo hi");
            handlersRun();

            assertThat(other.hears()).containsExactly("reply hi");
        }

        @Test
        void holdUpNothingElse() {
            bob.says("call later 1");
            handlersRun();

            bob.says("subscribe chat", "publish chat hi");

            assertThat(bob.hears()).containsExactly("subscribed chat at 0 NEW", "ack 1", "chat 1 hi");
        }

        @Test
        void stopTheReadingUntilHalfOfThemHaveTheirOutcome() {
            for (int i = 0; i < 31; i++) {
                bob.says("call later");
            }
            assertThat(bob.isRead()).isTrue();

            bob.says("event later");
            assertThat(bob.isRead()).isFalse();

            for (int i = 0; i < 15; i++) {
                handlersRun();
                answer(i, "x");
            }
            assertThat(bob.isRead()).isFalse();
            handlersRun();
            answer(15, "x");
            assertThat(bob.isRead()).isTrue();
        }

        @Test
        void areRefusedBeyondWhatTheNodeMayKeepWaiting() {
            hub = withHandlers(limits -> limits.maxWaitingCallBytes = 1_000);
            Peer ann = Peer.known(hub, lane, "ann");
            Peer eve = Peer.known(hub, lane, "eve");
            ann.hears();
            eve.hears();

            ann.says("call later " + "x".repeat(700));
            eve.says("call echo " + "x".repeat(700));
            assertThat(eve.hears()).containsExactly("failure OVERLOADED");

            handlersRun();
            eve.says("call echo " + "x".repeat(700));
            handlersRun();
            assertThat(eve.hears()).containsExactly("reply " + "x".repeat(700));
        }

        @Test
        @DisplayName("one user could fill all the room for waiting calls")
        void areRefusedBeyondWhatOneUserMayKeepWaiting() {
            hub = withHandlers(limits -> limits.maxWaitingCallBytesPerUser = 900);
            Peer ann = Peer.known(hub, lane, "ann");
            Peer again = Peer.known(hub, lane, "ann");
            Peer eve = Peer.known(hub, lane, "eve");
            List.of(ann, again, eve).forEach(Peer::hears);

            ann.says("call echo " + "x".repeat(700));
            again.says("call echo y");
            eve.says("call echo " + "x".repeat(700));
            handlersRun();
            again.says("call echo " + "y".repeat(700));
            handlersRun();

            assertThat(ann.hears()).hasSize(1).noneMatch(line -> line.startsWith("failure"));
            assertThat(eve.hears()).hasSize(1).noneMatch(line -> line.startsWith("failure"));
            assertThat(again.hears()).containsExactly("failure OVERLOADED", "reply " + "y".repeat(700));
        }

        @Test
        @DisplayName("may take all that the node may keep waiting, the 200 bytes of a call itself included")
        void mayTakeAllThatTheNodeMayKeepWaiting() {
            hub = withHandlers(limits -> limits.maxWaitingCallBytes = 900);
            Peer ann = Peer.known(hub, lane, "ann");
            ann.hears();

            ann.says("call echo " + "x".repeat(700));
            handlersRun();

            assertThat(ann.hears()).containsExactly("reply " + "x".repeat(700));
        }

        @Test
        void areRefusedByAnExecutorThatFails() {
            hub = builder()
                    .handlersOn(task -> {
                        throw new IllegalStateException("a pool with a bug");
                    })
                    .onCall("echo", CallHandler.answering(Call::data))
                    .limits(Limits.DEFAULT.with(limits -> limits.maxOutstandingCommands = 1))
                    .build();
            Peer ann = Peer.known(hub, lane, "ann");
            ann.hears();

            ann.says("call echo 1", "call echo 2");

            assertThat(ann.hears()).containsExactly("failure OVERLOADED", "failure OVERLOADED");
            assertThat(ann.isRead()).isTrue();
        }

        @Test
        @DisplayName("are given up one by one as each has waited too long, whatever runs")
        void areGivenUpOneByOne() {
            hub = withHandlers(limits -> limits.maxOutstandingCommands = 1);
            Peer ann = Peer.known(hub, lane, "ann");
            ann.hears();
            ann.says("call later 1", "call later 2", "call later 3");
            pool.run();
            lane.advance(TIMEOUT.minus(ROUND.multipliedBy(2)));
            answer(0, "a");
            pool.run();
            ann.heard();
            ann.hears();

            lane.advance(ROUND.multipliedBy(3));

            assertThat(ann.hears()).contains("failure OVERLOADED").doesNotContain("failure TIMEOUT");
            answer(1, "b");
            assertThat(ann.hears()).contains("reply b");
            assertThat(ann.isRead()).isTrue();
        }

        @Test
        void countUntilTheyAreGivenUpWhileTheyRun() {
            hub = withHandlers(limits -> limits.maxOutstandingCommands = 1);
            Peer ann = Peer.known(hub, lane, "ann").says("call later 1");
            assertThat(ann.isRead()).isFalse();
            pool.run();

            lane.advance(TIMEOUT.plus(ROUND));

            assertThat(ann.hears()).contains("failure TIMEOUT");
            assertThat(ann.isRead()).isTrue();
        }

        @Test
        void areRefusedOneByOneByAnExecutorThatIsFull() {
            pool.full(true);
            bob.says("call echo 1", "event echo 2");
            pool.full(false);
            bob.says("call echo 3");
            handlersRun();

            assertThat(bob.hears()).containsExactly("failure OVERLOADED", "failure OVERLOADED unasked", "reply 3");
            assertThat(bob.isRead()).isTrue();
        }
    }

    @Nested
    @DisplayName("given a handler without an end")
    class Late {

        @Test
        void areToldThatNobodyKnows() {
            bob.says("call later 1");
            handlersRun();

            lane.advance(TIMEOUT.minus(ROUND));
            assertThat(bob.hears()).isEmpty();

            lane.advance(ROUND.multipliedBy(2));
            assertThat(bob.hears()).containsExactly("failure TIMEOUT");
            assertThat(outcomes).containsExactly(Telemetry.CallOutcome.TIMED_OUT);
        }

        @Test
        void areRefusedAtOnceUntilItEndsAfterAll() {
            bob.says("call later 1", "call echo 2", "event echo 3");
            handlersRun();
            lane.advance(TIMEOUT.plus(ROUND));
            assertThat(bob.hears())
                    .containsExactly("failure TIMEOUT", "failure OVERLOADED", "failure OVERLOADED unasked");

            bob.says("call echo 4");
            handlersRun();
            assertThat(bob.hears()).containsExactly("failure OVERLOADED");

            answer(0, "late");
            bob.says("call echo 5");
            handlersRun();
            assertThat(bob.hears()).containsExactly("reply 5");
        }

        @Test
        void countAsOutstandingNoLonger() {
            bob.says("call later");
            handlersRun();
            lane.advance(TIMEOUT.plus(ROUND));
            answer(0, "late");

            for (int i = 0; i < 31; i++) {
                bob.says("call later");
            }
            assertThat(bob.isRead()).isTrue();
            bob.says("call later");
            assertThat(bob.isRead()).isFalse();
        }

        @Test
        void doNotOccupyAThreadMore() {
            for (int i = 0; i < 100; i++) {
                bob.says("call later " + i);
                handlersRun();
                lane.advance(ROUND);
            }

            assertThat(handled()).containsExactly("0");
            assertThat(pool.size()).isZero();
            assertThat(bob.isRead()).isTrue();
        }

        @Test
        void areNotToldWithoutAnId() {
            bob.says("event later 1");
            handlersRun();
            lane.advance(TIMEOUT.plus(ROUND));

            assertThat(bob.hears()).isEmpty();
            assertThat(outcomes).containsExactly(Telemetry.CallOutcome.TIMED_OUT);
        }

        @Test
        void areCountedOnceHoweverLongItTakes() {
            bob.says("call later 1");
            handlersRun();
            for (int i = 0; i < 10; i++) {
                lane.advance(TIMEOUT);
                bob.says("ping");
            }

            assertThat(outcomes).containsExactly(Telemetry.CallOutcome.TIMED_OUT);
        }

        @Test
        void areLookedAfterThoughTheCallerHasGone() {
            bob.says("event later 1");
            handlersRun();
            bob.vanishes();

            lane.advance(TIMEOUT.plus(ROUND));

            assertThat(outcomes).containsExactly(Telemetry.CallOutcome.TIMED_OUT);
        }
    }

    @Nested
    @DisplayName("given no handler that is free")
    class Waiting {

        @Test
        void areGivenUpAndNeverHandled() {
            bob.says("call echo 1", "event seen 2");

            lane.advance(TIMEOUT.plus(ROUND));
            handlersRun();

            assertThat(bob.hears()).containsExactly("failure OVERLOADED", "failure OVERLOADED unasked");
            assertThat(handled()).isEmpty();
            assertThat(outcomes).containsOnly(Telemetry.CallOutcome.NEVER_BEGUN);
        }

        @Test
        void doNotWaitLongerBehindAnotherThatIsInTime() {
            bob.says("call later 1", "call echo 2");
            lane.advance(TIMEOUT.dividedBy(2));
            handlersRun();

            lane.advance(TIMEOUT.dividedBy(2).plus(ROUND));
            assertThat(bob.hears()).containsExactly("failure OVERLOADED");

            answer(0, "in time");
            assertThat(bob.hears()).containsExactly("reply in time");
        }

        @Test
        void areHandledWhenOneIsFreeAgain() {
            bob.says("call echo 1");
            lane.advance(TIMEOUT.plus(ROUND));
            bob.hears();

            bob.says("call echo 2");
            handlersRun();

            assertThat(bob.hears()).containsExactly("reply 2");
        }
    }

    @Nested
    @DisplayName("given a client that goes away")
    class Gone {

        @Test
        void areNotHandledIfTheyWereWaiting() {
            bob.says("call later 1", "call later 2");
            handlersRun();
            bob.vanishes();

            answer(0, "x");
            handlersRun();

            assertThat(handled()).containsExactly("1");
            assertThat(bob.hears()).isEmpty();
        }

        @Test
        void giveBackWhatTheyHeld() {
            hub = withHandlers(limits -> limits.maxWaitingCallBytes = 1_000);
            Peer ann = Peer.known(hub, lane, "ann").says("call later 1", "call later " + "x".repeat(500));
            ann.vanishes();
            pool.run();

            Peer eve = Peer.known(hub, lane, "eve");
            eve.hears();
            eve.says("call echo " + "x".repeat(700));
            handlersRun();

            assertThat(eve.hears()).containsExactly("reply " + "x".repeat(700));
        }
    }

    @Nested
    @DisplayName("given a client that does not take its replies")
    class NotRead {

        @BeforeEach
        void stopReading() {
            hub = withHandlers(limits -> limits.maxControlBytes = 1_000);
            bob = Peer.known(hub, lane, "bob").stopsReading().says("ping");
            bob.hears();
        }

        @Test
        void doNotCutItForThem() {
            for (String letter : List.of("a", "b", "c")) {
                bob.says("call echo " + letter.repeat(600));
                handlersRun();
            }
            assertThat(bob.closedWith()).isZero();

            bob.readsAgain();
            handlersRun();

            assertThat(bob.hears())
                    .containsExactly(
                            "reply " + "a".repeat(600), "reply " + "b".repeat(600), "reply " + "c".repeat(600));
        }

        @Test
        @DisplayName("an answer that had waited for room cut the client if the room was gone again")
        void doNotCutItThoughOthersTakeTheRoomFirst() {
            bob.says("call echo " + "a".repeat(600), "call echo " + "b".repeat(600));
            handlersRun();
            String[] burst = new String[30];
            Arrays.fill(burst, "call nothing");

            bob.meanwhile(() -> {
                bob.stopsReading();
                lane.execute(() -> bob.says(burst));
            });
            bob.readsAgain().readsAgain();

            assertThat(bob.closedWith()).isZero();
            assertThat(bob.hears()).hasSize(32).contains("reply " + "b".repeat(600));
        }

        @Test
        void countAsOutstandingUntilTheyHaveRoom() {
            bob.says("call echo " + "a".repeat(600), "call echo " + "b".repeat(600));
            handlersRun();
            bob.readsAgain();
            bob.says("ping");

            for (int i = 0; i < 31; i++) {
                bob.says("call later");
            }
            assertThat(bob.isRead()).isTrue();
            bob.says("call later");
            assertThat(bob.isRead()).isFalse();
        }

        @Test
        void areNotHandledMeanwhile() {
            for (int i = 0; i < 5; i++) {
                bob.says("call echo " + "x".repeat(600));
                handlersRun();
            }

            assertThat(outcomes).hasSize(2);
            assertThat(bob.isRead()).isFalse();
        }
    }

    @Nested
    @DisplayName("given a hub to build")
    class Building {

        @Test
        void needAnExecutor() {
            assertThatThrownBy(() -> builder().onCall("echo", later).build())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("handlersOn");
            assertThatThrownBy(
                            () -> builder().onCalls(itself -> CallHandlers.NONE).build())
                    .isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void haveOneHandlerAMethod() {
            HubBuilder twice = builder()
                    .handlersOn(pool)
                    .onCall("echo", later)
                    .onCalls(itself -> CallHandlers.NONE.with("echo", later));

            assertThatThrownBy(twice::build).hasMessage("method echo has a handler already");
            assertThatThrownBy(() -> twice.onCall("echo", later)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** A dialect that shows what it was given to say. */
    private record Overheard(List<ServerFrame> told) implements Dialect {
        @Override
        public String name() {
            return "overheard";
        }

        @Override
        public ClientFrame decode(byte[] utf8) {
            return LineDialect.IMPLICIT.decode(utf8);
        }

        @Override
        public ClientFrame decodeBinary(byte[] bytes) {
            return LineDialect.IMPLICIT.decodeBinary(bytes);
        }

        @Override
        public EncodedFrame encode(ServerFrame frame) {
            told.add(frame);
            return LineDialect.IMPLICIT.encode(frame);
        }

        @Override
        public boolean startsWithConnect() {
            return false;
        }
    }
}
