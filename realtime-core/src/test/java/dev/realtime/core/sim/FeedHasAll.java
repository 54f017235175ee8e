package dev.realtime.core.sim;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.sim.Ledger.Fact;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Feeds: what was acknowledged in a channel that has one is in both logs; a feed holds nothing that its channels do not
 * hold, and nothing twice (the {@link Ledger} notices); and one node keeps the order of each channel in it. <b>Source:</b>
 * ADR 15.
 */
final class FeedHasAll implements Invariant {

    private final SimWorld world;
    private final Ledger ledger;
    private final Predicate<ChannelName> hasFeed;
    private final BooleanSupplier isOneNode;
    // By connection and id, what it wants to know the outcome of.
    private final Map<View, Map<Long, Payload>> asked = new HashMap<>();
    // By the feed's epoch and the channel, the last of its entries that entered the feed.
    private final Map<String, Fact> last = new HashMap<>();

    /** @param isOneNode whether one node writes each log */
    FeedHasAll(SimWorld world, Ledger ledger, Predicate<ChannelName> hasFeed, BooleanSupplier isOneNode) {
        this.world = world;
        this.ledger = ledger;
        this.hasFeed = hasFeed;
        this.isOneNode = isOneNode;
    }

    /** An entry was appended to a log. */
    void appended(Fact fact) {
        if (fact.channel().isFeed()) {
            Message message = fact.publication().message();
            Optional<Fact> source = ledger.fact(message.data());
            if (source.filter(from -> isCopy(from, fact)).isEmpty()) {
                world.breach(NoSilentGap.name(fact) + " is what no channel of the feed holds");
            } else if (message.idempotencyKey().isEmpty() && isOneNode.getAsBoolean()) {
                demandOrder(fact, source.get());
            }
        }
    }

    /** The server published a message and was told that it is there. */
    void acknowledged(ChannelName channel, Payload data) {
        if (hasFeed.test(channel) && ledger.inFeed(data).isEmpty()) {
            world.breach(channel + " took a message that its feed has not");
        }
    }

    @Override
    public void sent(View view, ClientFrame frame) {
        if (frame instanceof ClientFrame.Publish publish) {
            boolean isFed = ChannelName.parse(view.tenant(), publish.channel())
                    .filter(hasFeed)
                    .isPresent();
            if (isFed && publish.id().isPresent()) {
                asked.computeIfAbsent(view, key -> new HashMap<>())
                        .put(publish.id().getAsLong(), publish.data());
            }
        }
    }

    @Override
    public void received(View view, ServerFrame frame) {
        if (frame instanceof ServerFrame.Ack ack && asked.containsKey(view)) {
            Payload data = asked.get(view).remove(ack.id().orElse(0));
            if (data != null && ledger.inFeed(data).isEmpty()) {
                world.breach(view.client + " was told that its message is published, but the feed has it not");
            }
        }
    }

    @Override
    public void closed(View view, int code) {
        asked.remove(view);
    }

    private void demandOrder(Fact fact, Fact source) {
        Fact before = last.put(fact.epoch() + source.channel(), source);
        boolean isTurned = before != null
                && before.epoch().equals(source.epoch())
                && before.publication().offset() > source.publication().offset();
        if (isTurned) {
            world.breach(NoSilentGap.name(source) + " came into the feed after " + NoSilentGap.name(before));
        }
    }

    private static boolean isCopy(Fact source, Fact fact) {
        Message from = source.publication().message();
        Message copy = fact.publication().message();
        return source.channel().equals(new ChannelName(fact.channel().tenant(), copy.via()))
                && source.channel().feed().equals(fact.channel())
                // A repeat may come from another connection, and the feed may have missed the first one.
                && (from.origin().equals(copy.origin())
                        || !copy.idempotencyKey().isEmpty())
                && from.echo() == copy.echo()
                && from.key().equals(copy.key())
                && from.tags().equals(copy.tags());
    }
}
