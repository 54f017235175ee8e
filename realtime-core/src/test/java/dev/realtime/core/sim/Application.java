package dev.realtime.core.sim;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.Payload;
import dev.realtime.core.RefusedException;
import dev.realtime.core.spi.Call;
import dev.realtime.core.spi.CallHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Handlers of a node: they answer at once or later, refuse, or fail; in trouble, they block for long or never end. */
final class Application {

    /** What clients may call; the last one has no handler. */
    static final List<String> METHODS = List.of("echo", "wait", "block", "refuse", "fail", "nothing");

    /** The method whose handler throws, or fails later. */
    static final String FAILS = "fail";

    private static final Duration SOON = Duration.ofMillis(30);

    private final SimWorld world;
    private final SimChance chance;
    private final HandlersTakeTurns turns;
    private final Duration late;
    final SimWorkers workers;
    private boolean troubled;

    Application(SimWorld world, Scenario scenario, HandlersTakeTurns turns) {
        this.world = world;
        this.chance = world.chance();
        this.turns = turns;
        this.late = scenario.limits.callTimeout().multipliedBy(3);
        this.workers = new SimWorkers(world, chance.between(1, 4), chance.pick(0, 2, 100));
    }

    CallHandlers handlers() {
        return CallHandlers.NONE
                .with("echo", this::echo)
                .with("wait", this::answerLater)
                .with("block", this::block)
                .with("refuse", this::refuse)
                .with(FAILS, this::fail);
    }

    /** Whether what the handlers wait for takes its time. */
    void trouble(boolean on) {
        troubled = on;
    }

    private CompletionStage<Payload> echo(Call call) {
        turns.begins(call);
        turns.ends(call);
        return CompletableFuture.completedFuture(call.data());
    }

    private CompletionStage<Payload> answerLater(Call call) {
        turns.begins(call);
        CompletableFuture<Payload> answer = new CompletableFuture<>();
        if (!troubled || !chance.oneIn(20)) {
            endAfter(duration(), call, () -> answer.complete(call.data()));
        }
        return answer;
    }

    private CompletionStage<Payload> block(Call call) {
        turns.begins(call);
        Duration span = duration();
        workers.block(span);
        CompletableFuture<Payload> answer = new CompletableFuture<>();
        endAfter(span, call, () -> answer.complete(call.data()));
        return answer;
    }

    private CompletionStage<Payload> refuse(Call call) {
        turns.begins(call);
        turns.ends(call);
        throw new RefusedException(ErrorCode.CONFLICT, "no");
    }

    private CompletionStage<Payload> fail(Call call) {
        turns.begins(call);
        if (chance.oneIn(4)) {
            turns.ends(call);
            throw new IllegalStateException("a handler with a bug");
        }
        CompletableFuture<Payload> answer = new CompletableFuture<>();
        endAfter(duration(), call, () -> answer.completeExceptionally(new IllegalStateException("away")));
        return answer;
    }

    private void endAfter(Duration span, Call call, Runnable end) {
        world.after(span, () -> {
            turns.ends(call);
            end.run();
        });
    }

    private Duration duration() {
        return Duration.ofNanos(chance.below(troubled && chance.oneIn(3) ? late.toNanos() : SOON.toNanos()));
    }
}
