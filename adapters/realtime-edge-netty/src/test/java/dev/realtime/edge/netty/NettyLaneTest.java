package dev.realtime.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.realtime.core.spi.Lane;
import dev.realtime.testkit.RawPeer;
import dev.realtime.testkit.WireFrame;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class NettyLaneTest {

    @Nested
    class OnEpoll extends Rules {
        @Override
        NettyLanes open() {
            return NettyLanes.open(2);
        }
    }

    @Nested
    class OnNio extends Rules {
        @Override
        NettyLanes open() {
            return NettyLanes.openOnNio(2);
        }
    }

    abstract static class Rules {

        abstract NettyLanes open();

        @Test
        void aLaneThatHasEndedRefusesNothing() {
            NettyLanes lanes = open();
            lanes.close();

            assertThatCode(() -> lanes.lanes().get(0).execute(() -> {})).doesNotThrowAnyException();
        }

        @Test
        void runsTasksInOrderOnAThreadOfItsOwn() {
            try (NettyLanes lanes = open()) {
                Lane lane = lanes.lanes().get(0);
                List<String> ran = new CopyOnWriteArrayList<>();
                CompletableFuture<String> thread = new CompletableFuture<>();

                for (int i = 0; i < 3; i++) {
                    String name = "task " + i;
                    lane.execute(() -> ran.add(name));
                }
                lane.execute(() -> thread.complete(
                        lane.isCurrent() && !lanes.lanes().get(1).isCurrent()
                                ? Thread.currentThread().getName()
                                : "a wrong one"));

                assertThat(thread.join()).isEqualTo("realtime-lane-0");
                assertThat(ran).containsExactly("task 0", "task 1", "task 2");
                assertThat(lane.isCurrent()).isFalse();
            }
        }

        @Test
        void endsATurnAfterTheTasksAtHand() {
            try (NettyLanes lanes = open()) {
                Lane lane = lanes.lanes().get(0);
                List<String> ran = new CopyOnWriteArrayList<>();
                CountDownLatch done = new CountDownLatch(1);

                lane.execute(() -> {
                    lane.atEndOfTurn(() -> {
                        ran.add("end");
                        done.countDown();
                    });
                    lane.execute(() -> ran.add("task behind"));
                    ran.add("task");
                });

                assertThat(awaits(done)).isTrue();
                assertThat(ran).containsExactly("task", "task behind", "end");
            }
        }

        @Test
        void aTurnThatAsksForAnotherLetsOthersRunInBetween() {
            try (NettyLanes lanes = open()) {
                Lane lane = lanes.lanes().get(0);
                List<String> ran = new CopyOnWriteArrayList<>();
                CountDownLatch done = new CountDownLatch(1);

                lane.execute(() -> lane.atEndOfTurn(() -> {
                    ran.add("first end");
                    lane.execute(() -> ran.add("task"));
                    lane.atEndOfTurn(() -> {
                        ran.add("second end");
                        done.countDown();
                    });
                }));

                assertThat(awaits(done)).isTrue();
                assertThat(ran).containsExactly("first end", "task", "second end");
            }
        }

        @Test
        void aTurnThatFailsDoesNotStopTheNext() {
            try (NettyLanes lanes = open()) {
                Lane lane = lanes.lanes().get(0);
                CountDownLatch done = new CountDownLatch(2);

                lane.execute(() -> {
                    lane.atEndOfTurn(() -> {
                        lane.atEndOfTurn(done::countDown);
                        throw new IllegalStateException("test");
                    });
                    lane.atEndOfTurn(done::countDown);
                });

                assertThat(awaits(done)).isTrue();
            }
        }

        @Test
        void schedulesAfterADelay() {
            try (NettyLanes lanes = open()) {
                Lane lane = lanes.lanes().get(1);
                CountDownLatch done = new CountDownLatch(1);

                lane.execute(() -> lane.schedule(done::countDown, TimeUnit.MILLISECONDS.toNanos(10)));

                assertThat(awaits(done)).isTrue();
            }
        }

        @Test
        void watchesUntilItIsEnoughAndThoughAnotherFails() {
            try (NettyLanes lanes = open()) {
                NettyLane lane = lanes.all().get(0);
                CountDownLatch checks = new CountDownLatch(2);

                lane.execute(() -> {
                    lane.watch(soon -> {
                        throw new IllegalStateException("test");
                    });
                    lane.watch(soon -> {
                        checks.countDown();
                        return checks.getCount() > 0;
                    });
                });

                assertThat(awaits(checks)).isTrue();
            }
        }

        /** Input is the case that matters: the engine answers what came in one iteration at its end. */
        @Test
        void endsATurnThatBeganWithInput() {
            CountDownLatch ended = new CountDownLatch(1);
            try (TestEdge edge = TestEdge.start(
                            open(), handshake -> TestEdge.accepted(handshake, Optional.empty()), options -> {});
                    RawPeer peer = edge.open()) {
                TestEdge.Server server = edge.server();
                server.whenTold(lane -> lane.atEndOfTurn(ended::countDown));

                peer.send(WireFrame.text("x"));

                assertThat(awaits(ended)).isTrue();
            }
        }

        private static boolean awaits(CountDownLatch latch) {
            try {
                return latch.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
