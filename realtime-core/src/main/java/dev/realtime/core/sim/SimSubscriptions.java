package dev.realtime.core.sim;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Publication;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.TagFilter;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ServerFrame;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which channels a client wants, how far it has come in each and in its streams, and what it has asked for on its connection of now.
 *
 * <p><b>Threads:</b> confined to the thread that runs the world.
 */
final class SimSubscriptions {

    private final String personal;
    private final Set<String> wanted = new LinkedHashSet<>();
    /** What the connection's first frame asked for. */
    private final Set<String> named = new LinkedHashSet<>();

    private final Map<String, TagFilter> filters = new HashMap<>();
    private final Map<String, StreamPosition> positions = new LinkedHashMap<>();
    private final SimStreams streams = new SimStreams();
    private final Map<Long, String> subscribing = new LinkedHashMap<>();
    private final Map<Long, String> unsubscribing = new LinkedHashMap<>();

    /** @param personal the channel that nobody has to ask for */
    SimSubscriptions(ChannelName personal) {
        this.personal = personal.local();
    }

    Set<String> wanted() {
        return Collections.unmodifiableSet(new LinkedHashSet<>(wanted));
    }

    boolean wants(String channel) {
        return wanted.contains(channel);
    }

    void want(String channel, TagFilter filter) {
        wanted.add(channel);
        filters.put(channel, filter);
    }

    void doNotWant(String channel) {
        wanted.remove(channel);
    }

    /** What is wanted and was not asked for by the connection's first frame. */
    List<String> toAskFor() {
        List<String> rest = new ArrayList<>(wanted);
        rest.removeAll(named);
        return rest;
    }

    Optional<StreamPosition> position(String channel) {
        return Optional.ofNullable(positions.get(channel));
    }

    /** Of the streams of a channel whose end has not come, how many chunks have. */
    Map<String, Long> streams(String channel) {
        return streams.of(channel);
    }

    /** What the connection's first frame asks for. */
    Map<String, ClientFrame.SubscribeOptions> resumption() {
        Map<String, ClientFrame.SubscribeOptions> resumption = new LinkedHashMap<>();
        if (positions.containsKey(personal)) {
            resumption.put(personal, options(personal));
        }
        for (String channel : wanted) {
            resumption.put(channel, options(channel));
        }
        named.addAll(resumption.keySet());
        return resumption;
    }

    ClientFrame.SubscribeOptions options(String channel) {
        TagFilter filter = filters.getOrDefault(channel, TagFilter.NONE);
        return new ClientFrame.SubscribeOptions(position(channel), "", filter, false, streams.of(channel));
    }

    void begins(long id, String channel) {
        subscribing.put(id, channel);
    }

    void ends(long id, String channel) {
        unsubscribing.put(id, channel);
    }

    /** Whether an earlier subscription is not over: its messages still come and move the position. */
    boolean isEnding(String channel) {
        return unsubscribing.containsValue(channel);
    }

    void begun(ServerFrame.Subscribed answer) {
        answer.id().ifPresent(subscribing::remove);
        positions.put(answer.channel().local(), answer.position());
    }

    /** @return the channel, if it was left as asked */
    Optional<String> ended(ServerFrame.Unsubscribed answer) {
        String channel = answer.channel().local();
        if (answer.id().isEmpty()) {
            wanted.remove(channel);
            return Optional.empty();
        }
        return Optional.ofNullable(unsubscribing.remove(answer.id().getAsLong()));
    }

    /** The request came to nothing. @return the channel whose subscription it was */
    Optional<String> refused(long id) {
        unsubscribing.remove(id);
        return Optional.ofNullable(subscribing.remove(id));
    }

    /** News of a stream. Its beginning and its end may be entries of the channel. */
    void meet(ServerFrame news) {
        streams.meet(news);
        if (news instanceof ServerFrame.StreamOpen open) {
            moveTo(open.channel(), open.publication());
        } else if (news instanceof ServerFrame.StreamEnd end) {
            moveTo(end.channel(), end.publication());
        }
    }

    private void moveTo(ChannelName channel, Publication entry) {
        if (entry.isPlaced()) {
            moveTo(channel.local(), entry.offset());
        }
    }

    void moveTo(String channel, long offset) {
        positions.computeIfPresent(channel, (key, at) -> new StreamPosition(at.epoch(), offset));
    }

    /** The connection is over, and what was asked on it. */
    void closed() {
        named.clear();
        subscribing.clear();
        unsubscribing.clear();
    }

    /** Nobody knows any more how far it has come. */
    void forget() {
        positions.clear();
        streams.clear();
    }
}
