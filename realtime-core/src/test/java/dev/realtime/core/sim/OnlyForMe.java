package dev.realtime.core.sim;

import dev.realtime.core.ChannelName;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.sim.View.Place;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * P15: a client sees only channels that it is subscribed to, may read, and that belong to its tenant; of personal
 * channels only its own; and nothing after {@code unsubscribed}.
 */
final class OnlyForMe implements Invariant {

    private final SimWorld world;
    private final BiPredicate<String, ChannelName> mayRead;

    /** @param mayRead whether a user of that name may read a channel of his tenant */
    OnlyForMe(SimWorld world, BiPredicate<String, ChannelName> mayRead) {
        this.world = world;
        this.mayRead = mayRead;
    }

    @Override
    public void received(View view, ServerFrame frame) {
        if (frame instanceof ServerFrame.Push push) {
            demandSubscribed(view, push.channel(), "a message");
            String via = push.publication().message().via();
            if (!via.isEmpty()) {
                demandShown(view, push.channel(), new ChannelName(view.tenant(), via));
            }
        } else if (frame instanceof ServerFrame.Gap gap) {
            demandSubscribed(view, gap.channel(), "a gap");
        } else if (frame instanceof ServerFrame.Position position) {
            demandSubscribed(view, position.channel(), "a position");
        } else if (frame instanceof ServerFrame.Subscribed subscribed) {
            demandMine(view, subscribed.channel());
            demandAsked(view, subscribed);
        } else if (frame instanceof ServerFrame.Publications history) {
            demandMine(view, history.channel());
        } else if (frame instanceof ServerFrame.Unsubscribed unsubscribed) {
            demandOwnTenant(view, unsubscribed.channel());
        } else if (frame instanceof ServerFrame.Failure failure) {
            failure.channel().ifPresent(channel -> demandOwnTenant(view, channel));
        }
    }

    private void demandOwnTenant(View view, ChannelName channel) {
        if (!channel.tenant().equals(view.tenant())) {
            world.breach(view.client + " was told of another tenant's " + channel);
        }
    }

    private void demandShown(View view, ChannelName log, ChannelName via) {
        if (log.isFeed()) {
            demandMine(view, via);
        } else {
            demandSubscribed(view, via, "a message via the channel");
        }
    }

    private void demandSubscribed(View view, ChannelName channel, String what) {
        demandMine(view, channel);
        // A personal channel is live from the greeting on, also where no frame says so.
        Optional<Place> place = view.place(channel);
        boolean implied = place.isEmpty() && channel.isPersonal();
        if (!implied && place.filter(found -> found.live).isEmpty()) {
            world.breach(view.client + " got " + what + " of " + channel + " without a subscription");
        }
    }

    private void demandMine(View view, ChannelName channel) {
        boolean mine = channel.owner()
                .map(owner -> owner.equals(view.client.identity().user()))
                .orElseGet(() -> channel.tenant().equals(view.tenant())
                        && mayRead.test(view.client.identity().user().value(), channel));
        if (!mine) {
            world.breach(view.client + " saw " + channel + ", which is not for it");
        }
    }

    private void demandAsked(View view, ServerFrame.Subscribed subscribed) {
        boolean expected = view.asked(subscribed).isPresent()
                || subscribed.channel().isPersonal()
                || subscribed.id().isEmpty()
                        && view.place(subscribed.channel())
                                .filter(place -> place.live)
                                .isPresent();
        if (!expected) {
            world.breach(view.client + " was subscribed unasked: " + subscribed);
        }
    }
}
