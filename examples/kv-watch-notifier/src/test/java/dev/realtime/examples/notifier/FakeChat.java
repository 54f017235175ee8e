package dev.realtime.examples.notifier;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** A chat in memory, which answers as it is told. */
final class FakeChat implements Chat {

    /** What it shows, by the first line of each message. */
    final List<String> shown = new ArrayList<>();

    /** What it answers to the next messages; {@link Chat.Sent} when there are none. */
    final Deque<Outcome> outcomes = new ArrayDeque<>();

    /** The process ends when the next message is shown. */
    boolean isTheLastThingSeen;

    @Override
    public Outcome send(Notice notice) {
        Outcome outcome = outcomes.isEmpty() ? new Sent() : outcomes.remove();
        if (!(outcome instanceof Refused)) {
            shown.add(notice.html().lines().findFirst().orElse("").replaceAll("</?b>", ""));
        }
        if (isTheLastThingSeen) {
            throw new IllegalStateException("the process ends");
        }
        return outcome;
    }

    @Override
    public void removeButtons(int message) {}

    @Override
    public void answer(Press press, String text) {}

    @Override
    public Presses presses(int after) {
        return new Presses(List.of(), after, Optional.empty());
    }
}
