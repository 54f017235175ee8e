package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelTemplate;
import dev.realtime.core.UserId;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ClientFrame.SubscribeOptions;
import dev.realtime.core.spi.Admission;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A connection whose peer is not known yet, or not let in: whether that is being decided just now, and what it said
 * meanwhile. The peer is not read during that time, so no more than what was read already can come.
 *
 * <p><b>Threads:</b> confined to the connection's lane.
 */
final class Opening {

    private final List<ChannelTemplate> channels;
    private final Map<String, SubscribeOptions> subscriptions;
    private final Deque<ClientFrame> held = new ArrayDeque<>(2);
    private boolean judging;
    private String client = "";

    Opening(Admission.Accepted admission) {
        this.channels = admission.channels();
        this.subscriptions = admission.subscriptions();
    }

    /** What its request asked for. */
    Map<String, SubscribeOptions> subscriptions() {
        return subscriptions;
    }

    /** What it is subscribed to from the greeting on. */
    List<ChannelName> channels(UserId user) {
        return channels.stream().map(channel -> channel.of(user)).toList();
    }

    boolean isJudging() {
        return judging;
    }

    void judging(boolean on) {
        judging = on;
    }

    /** It goes on as that client when the older ones are at their end. */
    void toBe(String name) {
        client = name;
    }

    boolean isToBe(String name) {
        return client.equals(name);
    }

    void hold(ClientFrame frame) {
        held.add(frame);
    }

    /** Hands out what was said meanwhile, in order. */
    void release(Consumer<ClientFrame> each) {
        while (!held.isEmpty()) {
            each.accept(held.poll());
        }
    }
}
