package dev.realtime.examples.assistant;

import dev.realtime.core.hub.Hub;
import dev.realtime.core.hub.StreamPublisher;
import dev.realtime.core.spi.Call;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * {@code ask.request {question}}: an {@code ask.response} in pieces, then what it rests on and what could be done. Put the model
 * you use in the place of {@link #think}.
 */
record Answers(Hub hub, ScheduledExecutorService clock) {

    private static final long MILLIS_A_PIECE = 50;

    void answer(Call call) {
        String[] pieces = think(Json.text(call.data(), "question")).split("(?<= )");
        say(hub.openStream(call.caller().user(), "ask.response"), pieces, 0);
    }

    private void say(StreamPublisher answer, String[] pieces, int next) {
        if (next == pieces.length) {
            answer.end(
                    Json.of(Map.of("sources", List.of("t1", "t3"), "suggestedActions", List.of("reply", "archive"))));
            return;
        }
        answer.send(Json.of(Map.of("chunk", pieces[next])));
        clock.schedule(() -> say(answer, pieces, next + 1), MILLIS_A_PIECE, TimeUnit.MILLISECONDS);
    }

    private static String think(String question) {
        return "You asked: " + question + " Two of your threads are about it.";
    }
}
