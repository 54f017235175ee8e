package dev.realtime.core.sim;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.Message.Kind;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.TagFilter;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.sim.Ledger.Fact;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What one client may rightly expect, by what it sent and what it got. */
final class View {

    final SimClient client;
    private final SimWorld world;
    private final Map<ChannelName, Place> places = new LinkedHashMap<>();
    private final Map<Long, Asked> asked = new HashMap<>();
    private final Map<ChannelName, Asked> askedByConnect = new HashMap<>();
    // Streams that it knows to have begun, also where it came later than their beginning.
    private final Set<ChannelName> shown = new HashSet<>();
    private final boolean resumesAtOnce;
    /** The public id of the connection; empty before its greeting. */
    String origin = "";

    /** @param resumesAtOnce whether the first frame of a connection names all subscriptions */
    View(SimWorld world, SimClient client, boolean resumesAtOnce) {
        this.world = world;
        this.client = client;
        this.resumesAtOnce = resumesAtOnce;
    }

    String tenant() {
        return client.identity().tenant();
    }

    Optional<Place> place(ChannelName channel) {
        return Optional.ofNullable(places.get(channel));
    }

    Collection<Place> places() {
        return places.values();
    }

    /** What the client asked for when it got this answer; empty if the server came by itself. */
    Optional<Asked> asked(ServerFrame.Subscribed answer) {
        return Optional.ofNullable(
                answer.id().isPresent() ? asked.get(answer.id().getAsLong()) : askedByConnect.get(answer.channel()));
    }

    /** Whether the client should see the entry, at the latest before it sees one that comes after it. */
    boolean shouldHave(Fact fact) {
        return shouldHave(fact, filter(fact.channel()));
    }

    /** The same by another filter than that of now. */
    boolean shouldHave(Fact fact, TagFilter filter) {
        Message message = fact.publication().message();
        boolean isShown = message.kind() == Kind.OPEN && shown.contains(fact.channel().stream(message.key()));
        if (isShown || isOwnWithoutEcho(message) || !filter.passes(message.tags())) {
            return false;
        }
        if (message.via().isEmpty()) {
            return true;
        }
        ChannelName shownIn = new ChannelName(fact.channel().tenant(), message.via());
        if (fact.channel().isFeed()) {
            return Scenario.mayRead(client.identity().user().value(), shownIn);
        }
        Place via = places.get(shownIn);
        return via != null && via.held && via.heldSinceNanos < fact.atNanos();
    }

    /** What the client wants of a channel, as far as the server has said that it knows. */
    TagFilter filter(ChannelName channel) {
        Place place = places.get(channel);
        return place == null ? TagFilter.NONE : place.filter;
    }

    boolean isOwnWithoutEcho(Message message) {
        return !message.echo() && message.origin().equals(origin);
    }

    void sent(ClientFrame frame) {
        if (frame instanceof ClientFrame.Connect connect) {
            connect.subscriptions().forEach((name, options) -> ChannelName.parse(tenant(), name)
                    .ifPresent(channel ->
                            askedByConnect.put(channel, new Asked(channel, options.since(), options.filter()))));
            places.values().forEach(place -> place.held &= askedByConnect.containsKey(place.channel));
        } else if (frame instanceof ClientFrame.Subscribe subscribe) {
            ChannelName.parse(tenant(), subscribe.channel())
                    .ifPresent(channel -> asked.put(
                            subscribe.id().getAsLong(),
                            new Asked(
                                    channel,
                                    subscribe.options().since(),
                                    subscribe.options().filter())));
        } else if (frame instanceof ClientFrame.Unsubscribe unsubscribe) {
            ChannelName.parse(tenant(), unsubscribe.channel()).map(places::get).ifPresent(place -> place.held = false);
        }
    }

    void received(ServerFrame frame) {
        if (frame instanceof ServerFrame.Connected connected) {
            origin = connected.client();
        } else if (frame instanceof ServerFrame.Subscribed subscribed) {
            subscribed(subscribed);
        } else if (frame instanceof ServerFrame.Unsubscribed unsubscribed) {
            place(unsubscribed.channel()).ifPresent(Place::end);
        } else if (frame instanceof ServerFrame.Push push) {
            moveTo(push.channel(), push.publication().offset());
        } else if (frame instanceof ServerFrame.Gap gap) {
            moveTo(gap.channel(), gap.to());
        } else if (frame instanceof ServerFrame.Position position) {
            moveTo(position.channel(), position.offset());
        } else if (frame instanceof ServerFrame.StreamOpen open) {
            shown.add(open.channel().stream(open.stream()));
        } else if (frame instanceof ServerFrame.Failure failure) {
            refused(failure);
        }
    }

    void closed() {
        asked.clear();
        askedByConnect.clear();
        places.values().forEach(place -> {
            place.live = false;
            place.held &= resumesAtOnce;
        });
        places.values().removeIf(place -> place.implied);
        origin = "";
    }

    /** The client has forgotten where it was, while it had no connection. */
    void forget() {
        places.clear();
    }

    /** Starts a place that no {@code subscribed} announced, as dialects without {@code connect} have it. */
    void imply(Fact fact) {
        Place place = new Place(fact.channel(), world.nowNanos());
        place.implied = true;
        place.start(new StreamPosition(fact.epoch(), fact.publication().offset() - 1), world.nowNanos());
        places.put(fact.channel(), place);
    }

    private void subscribed(ServerFrame.Subscribed subscribed) {
        Place place = places.computeIfAbsent(subscribed.channel(), name -> new Place(name, world.nowNanos()));
        asked(subscribed).ifPresent(done -> {
            place.filter = done.filter;
            askedByConnect.remove(subscribed.channel());
            subscribed.id().ifPresent(asked::remove);
        });
        place.start(subscribed.position(), world.nowNanos());
    }

    private void refused(ServerFrame.Failure failure) {
        OptionalLong id = failure.id();
        Asked refused = id.isPresent() ? asked.remove(id.getAsLong()) : null;
        if (id.isEmpty() && failure.channel().isPresent()) {
            refused = askedByConnect.remove(failure.channel().get());
        }
        if (refused != null) {
            place(refused.channel).ifPresent(Place::end);
        }
    }

    private void moveTo(ChannelName channel, long offset) {
        place(channel).ifPresent(place -> place.at = Math.max(place.at, offset));
    }

    /** A subscription that the client asked for. */
    record Asked(ChannelName channel, Optional<StreamPosition> since, TagFilter filter) {}

    /** How far the client has come in one channel. */
    static final class Place {
        final ChannelName channel;
        String epoch = "";
        long at;
        /** Confirmed on this connection. */
        boolean live;
        /** Wanted and confirmed once, and not given up since; survives a reconnect. */
        boolean held;

        long heldSinceNanos;
        TagFilter filter = TagFilter.NONE;
        private boolean implied;

        Place(ChannelName channel, long nowNanos) {
            this.channel = channel;
            this.heldSinceNanos = nowNanos;
        }

        private void start(StreamPosition position, long nowNanos) {
            epoch = position.epoch();
            at = position.offset();
            live = true;
            if (!held) {
                held = true;
                heldSinceNanos = nowNanos;
            }
        }

        private void end() {
            live = false;
            held = false;
        }
    }
}
