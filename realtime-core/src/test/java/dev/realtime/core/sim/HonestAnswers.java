package dev.realtime.core.sim;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Payload;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ServerFrame;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * P5: every request is answered once, on its own connection and in time; and an acknowledged message is in the log, at
 * the place that was named.
 */
final class HonestAnswers implements Invariant {

    private final SimWorld world;
    private final Ledger ledger;
    private final long maxWaitNanos;
    private final Map<View, Map<Long, Request>> waiting = new HashMap<>();

    HonestAnswers(SimWorld world, Ledger ledger, Duration maxWait) {
        this.world = world;
        this.ledger = ledger;
        this.maxWaitNanos = maxWait.toNanos();
    }

    @Override
    public void sent(View view, ClientFrame frame) {
        frame.id().ifPresent(id -> of(view).put(id, new Request(frame, world.nowNanos())));
    }

    @Override
    public void received(View view, ServerFrame frame) {
        OptionalLong id = id(frame);
        if (id.isEmpty()) {
            return;
        }
        Request request = of(view).remove(id.getAsLong());
        if (request == null) {
            world.breach(view.client + " got an answer to nothing: " + frame);
        } else if (!fits(request.frame, frame)) {
            world.breach(view.client + " asked " + request.frame + " and got " + frame);
        } else if (frame instanceof ServerFrame.Ack ack && request.frame instanceof ClientFrame.Publish publish) {
            acked(view, publish, ack.position());
        }
    }

    @Override
    public void closed(View view, int code) {
        waiting.remove(view);
    }

    @Override
    public void settled(Iterable<View> views) {
        waiting.forEach((view, requests) -> requests.values().stream()
                .filter(request -> world.nowNanos() - request.atNanos > maxWaitNanos)
                .findFirst()
                .ifPresent(request -> world.breach(view.client + " never got an answer to " + request.frame)));
    }

    private void acked(View view, ClientFrame.Publish publish, StreamPosition at) {
        ChannelName channel = new ChannelName(view.tenant(), publish.channel());
        boolean there = ledger.fact(channel, at.epoch(), at.offset())
                .filter(fact -> fact.publication().message().data() == publish.data())
                .isPresent();
        if (!there) {
            world.breach(view.client + " was told that its message is at " + channel + " " + at + ", where it is not");
        }
    }

    private Map<Long, Request> of(View view) {
        return waiting.computeIfAbsent(view, key -> new LinkedHashMap<>());
    }

    private static boolean fits(ClientFrame asked, ServerFrame answer) {
        if (answer instanceof ServerFrame.Failure) {
            return true;
        }
        return asked instanceof ClientFrame.Connect && answer instanceof ServerFrame.Connected
                || asked instanceof ClientFrame.Subscribe subscribe
                        && answer instanceof ServerFrame.Subscribed subscribed
                        && subscribe.channel().equals(subscribed.channel().local())
                || asked instanceof ClientFrame.Unsubscribe unsubscribe
                        && answer instanceof ServerFrame.Unsubscribed unsubscribed
                        && unsubscribe.channel().equals(unsubscribed.channel().local())
                || asked instanceof ClientFrame.Publish && answer instanceof ServerFrame.Ack
                || asked instanceof ClientFrame.Call call
                        && answer instanceof ServerFrame.Reply reply
                        && reply.data() == call.data()
                || asked instanceof ClientFrame.Presence presence
                        && answer instanceof ServerFrame.Members members
                        && presence.channel().equals(members.channel().local())
                || asked instanceof ClientFrame.Update
                        && answer instanceof ServerFrame.Reply reply
                        && reply.data() == Payload.EMPTY
                || asked instanceof ClientFrame.History history
                        && answer instanceof ServerFrame.Publications publications
                        && history.channel().equals(publications.channel().local())
                || asked instanceof ClientFrame.Acknowledge acknowledge
                        && answer instanceof ServerFrame.Acknowledged acknowledged
                        && acknowledge.channel().equals(acknowledged.channel().local())
                || isOfStream(asked) && answer instanceof ServerFrame.Ack
                || asked instanceof ClientFrame.Cancel
                        && answer instanceof ServerFrame.Reply reply
                        && reply.data() == Payload.EMPTY
                || asked instanceof ClientFrame.Refresh && answer instanceof ServerFrame.Refreshed
                || asked instanceof ClientFrame.Ping && answer instanceof ServerFrame.Pong;
    }

    private static boolean isOfStream(ClientFrame asked) {
        return asked instanceof ClientFrame.Open
                || asked instanceof ClientFrame.Chunk
                || asked instanceof ClientFrame.End;
    }

    private static OptionalLong id(ServerFrame frame) {
        if (frame instanceof ServerFrame.Connected it) {
            return it.id();
        } else if (frame instanceof ServerFrame.Subscribed it) {
            return it.id();
        } else if (frame instanceof ServerFrame.Unsubscribed it) {
            return it.id();
        } else if (frame instanceof ServerFrame.Ack it) {
            return it.id();
        } else if (frame instanceof ServerFrame.Reply it) {
            return it.id();
        } else if (frame instanceof ServerFrame.Members it) {
            return it.id();
        } else if (frame instanceof ServerFrame.Publications it) {
            return it.id();
        } else if (frame instanceof ServerFrame.Acknowledged it) {
            return it.id();
        } else if (frame instanceof ServerFrame.Refreshed it) {
            return it.id();
        } else if (frame instanceof ServerFrame.Pong it) {
            return it.id();
        } else if (frame instanceof ServerFrame.Failure it) {
            return it.id();
        }
        return OptionalLong.empty();
    }

    private record Request(ClientFrame frame, long atNanos) {}
}
