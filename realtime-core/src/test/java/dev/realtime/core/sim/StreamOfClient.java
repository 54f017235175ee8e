package dev.realtime.core.sim;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Payload;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ServerFrame;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * A stream that a client writes. It says again on its next connection, if the session goes on there, what nobody
 * acknowledged on the one before.
 */
final class StreamOfClient extends StreamAuthor {

    private final SimWorld world;
    private final SimClient client;
    // Waits until its chunks are taken before it ends; others end at once and are refused if a chunk was.
    private final boolean isPatient;
    private final BiConsumer<Integer, StreamPosition> whenTaken;
    // What it has said so far, each ready to be given an id: the beginning, chunks, the end.
    private final List<Function<OptionalLong, ClientFrame>> said = new ArrayList<>();
    private final Map<Long, Integer> asked = new LinkedHashMap<>();
    private int taken;
    private Optional<Payload> awaitedEnd = Optional.empty();
    private boolean isLost;
    private boolean hasFailed;
    private boolean heardCancel;

    /** @param whenTaken told where the log has what was said: the beginning is 0, chunks follow, then comes the end */
    StreamOfClient(
            SimWorld world,
            SimClient client,
            ChannelName channel,
            String event,
            BiConsumer<Integer, StreamPosition> whenTaken) {
        super(channel, event);
        this.world = world;
        this.client = client;
        this.isPatient = world.chance().oneIn(2);
        this.whenTaken = whenTaken;
    }

    @Override
    void begin() {
        say(id -> new ClientFrame.Open(id, event, channel.local(), event));
    }

    boolean isBy(SimClient other) {
        return client == other;
    }

    @Override
    boolean isThere() {
        return !isLost;
    }

    @Override
    void send(Payload chunk) {
        long seq = sent() - 1L;
        say(id -> new ClientFrame.Chunk(id, event, seq, chunk));
    }

    @Override
    void sendEnd(Payload data) {
        awaitedEnd = Optional.of(data);
        endIfTaken();
    }

    private void endIfTaken() {
        if (!isPatient || taken == said.size()) {
            awaitedEnd.ifPresent(data -> say(id -> new ClientFrame.End(id, event, Optional.of(data), "")));
            awaitedEnd = Optional.empty();
        }
    }

    @Override
    void sendFailure(String error) {
        hasFailed = true;
        say(id -> new ClientFrame.End(id, event, Optional.empty(), error.isEmpty() ? "gone" : error));
    }

    private void say(Function<OptionalLong, ClientFrame> frame) {
        said.add(frame);
        if (client.isReady()) {
            ask(said.size() - 1);
        }
    }

    private void ask(int step) {
        OptionalLong id = client.nextId();
        asked.put(id.getAsLong(), step);
        client.send(said.get(step).apply(id));
    }

    void received(ServerFrame frame) {
        if (frame instanceof ServerFrame.Connected connected) {
            connected(connected);
        } else if (frame instanceof ServerFrame.Ack ack) {
            Integer step = asked.remove(ack.id().orElse(-1));
            if (step != null) {
                taken = Math.max(taken, step + 1);
                whenTaken.accept(step, ack.position());
                endIfTaken();
            }
        } else if (frame instanceof ServerFrame.Failure failure) {
            refused(asked.remove(failure.id().orElse(-1)));
        } else if (frame instanceof ServerFrame.StreamCancel cancel
                && cancel.stream().equals(event)) {
            if (heardCancel) {
                world.breach(client + " was asked twice to end " + event);
            }
            heardCancel = true;
            cancelled();
        }
    }

    private void connected(ServerFrame.Connected connected) {
        isLost |= !connected.resumed() || !connected.client().equals(client.client());
        if (isThere()) {
            // It is ready when those who look on have seen the greeting.
            world.after(0, () -> {
                for (int step = taken; step < said.size() && client.isReady(); step++) {
                    ask(step);
                }
            });
        }
    }

    private void refused(Integer step) {
        if (step == null) {
            return;
        }
        // A stream that does not begin must not begin later by a repeat.
        isLost |= step == 0;
        if (!hasFailed) {
            awaitedEnd = Optional.empty();
            fail("refused");
        }
    }

    void closed() {
        asked.clear();
        heardCancel = false;
    }
}
