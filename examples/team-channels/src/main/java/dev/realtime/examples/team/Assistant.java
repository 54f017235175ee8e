package dev.realtime.examples.team;

import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.hub.Hub;
import dev.realtime.server.call.AdminCall;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code ai.chat {prompt}}: an answer that arrives in the chat as it is made, a word at a time, and whole at its end. Put the
 * model you use in the place of {@link #think}.
 */
final class Assistant implements AdminCall {

    private static final long MILLIS_A_WORD = 50;

    private final Hub hub;
    private final ScheduledExecutorService clock;
    private final AtomicInteger answers = new AtomicInteger();

    Assistant(Hub hub, ScheduledExecutorService clock) {
        this.hub = hub;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Payload> call(Payload params) {
        String prompt = Json.text(params, "prompt");
        String answer = "answer-" + answers.incrementAndGet();
        say(answer, think(prompt).split("(?<= )"), 0);
        return CompletableFuture.completedStage(Json.of(Map.of("success", true, "answer", answer)));
    }

    private void say(String answer, String[] words, int next) {
        boolean isDone = next == words.length;
        String text = isDone ? String.join("", words) : words[next];
        hub.publish(
                TeamChannels.CHAT,
                Message.of(Json.of(Map.of(
                        "from", "assistant", "answer", answer, isDone ? "text" : "chunk", text, "done", isDone))));
        if (!isDone) {
            clock.schedule(() -> say(answer, words, next + 1), MILLIS_A_WORD, TimeUnit.MILLISECONDS);
        }
    }

    private static String think(String prompt) {
        return "You asked: " + prompt + " Here is what the documents say about it.";
    }
}
