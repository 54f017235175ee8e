package dev.realtime.server;

import dev.realtime.core.Payload;
import dev.realtime.core.hub.Hub;
import dev.realtime.core.hub.StreamPublisher;
import dev.realtime.core.spi.Call;
import dev.realtime.core.spi.CallHandlers;
import dev.realtime.server.handler.HandlerModule;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A module as an application would write it: {@code ask} is answered to the user who asked, word by word, one every 50
 * milliseconds, and then with what the answer stands on.
 */
public final class Answerer implements HandlerModule {

    static final int WORDS = 40;

    private final ScheduledExecutorService model = Executors.newSingleThreadScheduledExecutor();

    @Override
    public String name() {
        return "answerer";
    }

    @Override
    public CallHandlers handlers(Hub hub) {
        return CallHandlers.NONE.with("ask", call -> ask(hub, call));
    }

    private CompletionStage<Payload> ask(Hub hub, Call call) {
        StreamPublisher answer = hub.openStream(call.caller().user(), "ask.response");
        say(answer, 0);
        return CompletableFuture.completedFuture(Payload.json("{\"stream\":\"" + answer.id() + "\"}"));
    }

    private void say(StreamPublisher answer, int word) {
        if (answer.cancelled().toCompletableFuture().isDone()) {
            answer.fail("cancelled");
        } else if (word == WORDS) {
            answer.end(Payload.json("{\"sources\":[{\"thread\":12}],\"suggestedActions\":[\"reply\"]}"));
        } else {
            answer.send(Payload.json("{\"word\":" + word + "}"));
            model.schedule(() -> say(answer, word + 1), 50, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void close() {
        model.shutdown();
    }
}
