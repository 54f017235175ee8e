package dev.realtime.core.hub;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Has every lane of a hub do something. <b>Threads:</b> stateless. */
final class EveryLane {

    private EveryLane() {}

    /**
     * @param step called on each lane; its outcome may come later, on that lane
     * @return the sum of what the lanes answer; fails if a step does
     */
    static CompletionStage<Integer> sum(Kernel kernel, Function<LaneHub, CompletionStage<Integer>> step) {
        CompletableFuture<Integer> sum = CompletableFuture.completedFuture(0);
        for (LaneHub lane : kernel.lanes()) {
            CompletableFuture<Integer> share = new CompletableFuture<>();
            lane.run(() -> Border.ask(() -> step.apply(lane)).whenComplete((count, failure) -> {
                if (failure == null) {
                    share.complete(count);
                } else {
                    share.completeExceptionally(Border.cause(failure));
                }
            }));
            sum = sum.thenCombine(share, Integer::sum);
        }
        return sum;
    }
}
