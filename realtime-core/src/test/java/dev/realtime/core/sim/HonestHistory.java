package dev.realtime.core.sim;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Publication;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.sim.Ledger.Fact;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/**
 * An answer about history is a piece of the log, from where it was asked for, in the order asked for, no longer than
 * asked for, whole but for what the client did not want to hear of itself; and what is kept can be asked for.
 */
final class HonestHistory implements Invariant {

    private final SimWorld world;
    private final Ledger ledger;
    private final BiPredicate<ChannelName, StreamPosition> isKept;
    private final Map<View, Map<Long, Request>> asked = new HashMap<>();

    /** @param isInLog whether the log reached so far already when it was asked about */
    private record Request(ClientFrame.History frame, boolean isInLog) {}

    /** @param isKept whether everything after a position has to be there */
    HonestHistory(SimWorld world, Ledger ledger, BiPredicate<ChannelName, StreamPosition> isKept) {
        this.world = world;
        this.ledger = ledger;
        this.isKept = isKept;
    }

    @Override
    public void sent(View view, ClientFrame frame) {
        if (frame instanceof ClientFrame.History history) {
            ChannelName channel = new ChannelName(view.tenant(), history.channel());
            boolean isInLog =
                    history.since().filter(since -> isInLog(channel, since)).isPresent();
            asked.computeIfAbsent(view, key -> new HashMap<>())
                    .put(history.id().getAsLong(), new Request(history, isInLog));
        }
    }

    @Override
    public void received(View view, ServerFrame frame) {
        if (!asked.containsKey(view)) {
            return;
        }
        if (frame instanceof ServerFrame.Publications answer) {
            Request request = asked.get(view).remove(answer.id().orElse(0));
            if (request != null) {
                judge(view, request.frame(), answer);
            }
        } else if (frame instanceof ServerFrame.Failure failure && failure.id().isPresent()) {
            Request request = asked.get(view).remove(failure.id().getAsLong());
            if (request != null && request.isInLog() && failure.code() == ErrorCode.UNRECOVERABLE_POSITION) {
                demandGone(view, request.frame());
            }
        }
    }

    @Override
    public void closed(View view, int code) {
        asked.remove(view);
    }

    private void judge(View view, ClientFrame.History request, ServerFrame.Publications answer) {
        List<Publication> shown = new ArrayList<>(answer.publications());
        if (request.reverse()) {
            Collections.reverse(shown);
        }
        String epoch = answer.top().epoch();
        long top = answer.top().offset();
        if (top > 0 && ledger.fact(answer.channel(), epoch, top).isEmpty()) {
            world.breach(view.client + " was told of a history beyond the log: " + answer.top());
        }
        boolean isElsewhere =
                request.since().isPresent() && !request.since().get().epoch().equals(epoch);
        Piece piece = request.reverse() ? back(request, answer, shown) : forth(request, answer, shown);
        boolean isTooLong = piece.to - piece.after > request.limit().orElse(100);
        if (isElsewhere || isTooLong || !isWhole(view, answer.channel(), epoch, piece, shown)) {
            world.breach(view.client + " asked for " + request + " and got " + offsets(shown) + " of " + piece
                    + ", next " + answer.next() + ", top " + answer.top());
        }
    }

    // Where nothing says so, it begins with what is shown: nobody knows what was kept.
    private static Piece forth(ClientFrame.History request, ServerFrame.Publications answer, List<Publication> shown) {
        long to = answer.next().orElse(answer.top().offset());
        long first = shown.isEmpty() ? to : shown.get(0).offset() - 1;
        return new Piece(request.since().map(StreamPosition::offset).orElse(first), to);
    }

    private static Piece back(ClientFrame.History request, ServerFrame.Publications answer, List<Publication> shown) {
        long to = request.since()
                .map(since -> since.offset() - 1)
                .orElse(answer.top().offset());
        if (answer.next().isPresent()) {
            return new Piece(answer.next().getAsLong() - 1, to);
        }
        return new Piece(shown.isEmpty() ? to : 0, to);
    }

    private boolean isWhole(View view, ChannelName channel, String epoch, Piece piece, List<Publication> shown) {
        int i = 0;
        for (Fact fact : ledger.between(channel, epoch, piece.after, piece.to)) {
            boolean isShown = i < shown.size()
                    && shown.get(i).offset() == fact.publication().offset();
            if (isShown
                    && shown.get(i).message().data()
                            != fact.publication().message().data()) {
                return false;
            }
            if (isShown == view.isOwnWithoutEcho(fact.publication().message())) {
                return false;
            }
            i += isShown ? 1 : 0;
        }
        return i == shown.size();
    }

    private void demandGone(View view, ClientFrame.History request) {
        ChannelName channel = new ChannelName(view.tenant(), request.channel());
        boolean isThere = request.since()
                .filter(since -> !request.reverse() && isKept.test(channel, since))
                .isPresent();
        if (isThere) {
            world.breach(view.client + " asked for " + request + ", which is kept, and was told that it is gone");
        }
    }

    private boolean isInLog(ChannelName channel, StreamPosition position) {
        return ledger.head(channel)
                .filter(head -> position.offset() <= head.offset())
                .isPresent();
    }

    private static List<Long> offsets(List<Publication> shown) {
        return shown.stream().map(Publication::offset).toList();
    }

    /** The entries after an offset, up to and including another. */
    private record Piece(long after, long to) {}
}
