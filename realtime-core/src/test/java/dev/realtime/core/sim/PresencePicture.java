package dev.realtime.core.sim;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions.Feature;
import dev.realtime.core.Payload;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.hub.HubBuilder;
import dev.realtime.core.sim.Scenario.Fault;
import dev.realtime.core.sim.View.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * P11, P13: who watches a channel and applies what it is told to what it once asked for, sees in the end exactly those who
 * are there, on whichever node, with what they say they do. Nobody is told what it did not ask for.
 */
final class PresencePicture implements Part {

    private static final int MAX_WAITS = 150;
    private static final Duration MAX_PAUSE = Duration.ofMillis(300);
    private static final Duration MAX_SILENCE = Duration.ofSeconds(60);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Simulation run;
    private final SimWorld world;
    private final SimChance chance;
    private final SimPresence store;
    private final PresenceNews news;
    private final boolean troubled;
    private final Map<View, Map<ChannelName, Picture>> pictures = new LinkedHashMap<>();
    // What members said of themselves on their connection of now, by the request's id until it is answered.
    private final Map<View, Map<Long, Said>> saying = new HashMap<>();
    private final Map<View, Map<ChannelName, Optional<Payload>>> lastWords = new HashMap<>();
    private long words;

    private record Said(ChannelName channel, Optional<Payload> inTheEnd) {}

    PresencePicture(Simulation run, Ledger ledger) {
        this.run = run;
        this.world = run.world;
        this.chance = world.chance();
        this.store = new SimPresence(world);
        this.troubled = chance.oneIn(3);
        this.news = new PresenceNews(run, ledger, !troubled);
        store.maxDelayNanos(chance.pick(100_000, 2_000_000, 20_000_000));
    }

    @Override
    public HubBuilder equip(HubBuilder node) {
        return node.presence(store.node(news::of));
    }

    @Override
    public void came(Node node) {
        news.came(node);
    }

    // What happens

    @Override
    public void act() {
        if (troubled && chance.oneIn(6)) {
            store.failsOneIn(chance.pick(0, 3, 20));
            store.available(chance.oneIn(2));
            return;
        }
        View view = run.anyView();
        if (!view.client.isReady()) {
            return;
        }
        if (chance.oneIn(2)) {
            watch(view, channelFor(view), chance.oneIn(4));
        } else {
            livePlaces(view).stream().findAny().ifPresent(place -> say(view, place.channel, false));
        }
    }

    @Override
    public void heal() {
        store.failsOneIn(0);
        store.available(true);
    }

    private ChannelName channelFor(View view) {
        if (chance.oneIn(3)) {
            return ChannelName.personal(run.anyView().client.identity().user());
        }
        List<String> names = run.scenario.channelNames();
        return new ChannelName(view.tenant(), names.get((int) chance.below(names.size())));
    }

    private void watch(View view, ChannelName channel, boolean ends) {
        if (!channel.tenant().equals(view.tenant())) {
            return;
        }
        if (ends) {
            of(view).remove(channel);
            OptionalLong id = view.client.nextId();
            view.client.send(new ClientFrame.Presence(id, channel.local(), Optional.of(false)));
        } else {
            ask(view, of(view).computeIfAbsent(channel, Picture::new));
        }
    }

    private void ask(View view, Picture picture) {
        boolean isWanted = of(view).get(picture.channel) == picture && !picture.isAsked();
        if (isWanted && view.client.isReady()) {
            OptionalLong id = view.client.nextId();
            picture.asked(id.getAsLong());
            view.client.send(new ClientFrame.Presence(id, picture.channel.local(), Optional.of(true)));
        }
    }

    private void askLater(View view, Picture picture, Duration atMost) {
        world.after(Duration.ofNanos(chance.below(atMost.toNanos())), () -> ask(view, picture));
    }

    private void say(View view, ChannelName channel, boolean last) {
        // The last words are always news, so that those before them which a broker kept for itself are missed.
        Optional<Payload> state =
                !last && chance.oneIn(3) ? Optional.empty() : Optional.of(Payload.json("\"" + words++ + "\""));
        Optional<Duration> life = chance.oneIn(2)
                ? Optional.empty()
                : Optional.of(Duration.ofMillis(chance.between(1, last ? 2_000 : 10_000)));
        OptionalLong id = view.client.nextId();
        wordsOf(view).remove(channel);
        sayingOf(view).put(id.getAsLong(), new Said(channel, life.isPresent() ? Optional.empty() : state));
        view.client.send(new ClientFrame.Update(id, channel.local(), state, life));
    }

    // What is seen

    @Override
    public void received(View view, ServerFrame frame) {
        if (frame instanceof ServerFrame.Connected) {
            of(view).values().forEach(picture -> askLater(view, picture, MAX_PAUSE));
        } else if (frame instanceof ServerFrame.Members members) {
            pictureAsked(view, members.id()).ifPresent(picture -> picture.answered(members.members(), members.total()));
        } else if (frame instanceof ServerFrame.Failure failure) {
            refused(view, failure);
        } else if (frame instanceof ServerFrame.Unsubscribed unsubscribed) {
            unsubscribed(view, unsubscribed.channel());
        } else if (frame instanceof ServerFrame.Reply reply) {
            said(view, reply.id());
        } else if (frame instanceof ServerFrame.Join join) {
            told(view, join.channel(), frame).ifPresent(picture -> picture.joined(key(join.client(), join.user())));
        } else if (frame instanceof ServerFrame.Leave leave) {
            told(view, leave.channel(), frame).ifPresent(picture -> picture.left(key(leave.client(), leave.user())));
        } else if (frame instanceof ServerFrame.Update update) {
            told(view, update.channel(), frame)
                    .ifPresent(picture -> picture.says(key(update.client(), update.user()), update.state()));
        } else if (frame instanceof ServerFrame.Count count) {
            told(view, count.channel(), frame).ifPresent(picture -> {
                picture.counted();
                askLater(view, picture, RETRY);
            });
        }
        news.received(view, frame);
    }

    @Override
    public void sent(View view, ClientFrame frame) {
        news.sent(view, frame);
    }

    @Override
    public void closed(View view, int code) {
        // Of what it knew nothing is resumed.
        of(view).replaceAll((channel, picture) -> new Picture(channel));
        saying.remove(view);
        lastWords.remove(view);
        news.closed(view);
    }

    private void refused(View view, ServerFrame.Failure failure) {
        pictureAsked(view, failure.id()).ifPresent(picture -> {
            picture.refused();
            if (failure.code().temporary()) {
                askLater(view, picture, RETRY);
            } else {
                of(view).remove(picture.channel);
            }
        });
        sayingOf(view).remove(failure.id().orElse(-1));
    }

    // With the subscription ends watching.
    private void unsubscribed(View view, ChannelName channel) {
        of(view).computeIfPresent(channel, (name, before) -> {
            Picture anew = new Picture(name);
            askLater(view, anew, RETRY);
            return anew;
        });
        wordsOf(view).remove(channel);
        sayingOf(view).values().removeIf(said -> said.channel.equals(channel));
    }

    private void said(View view, OptionalLong id) {
        Said said = sayingOf(view).remove(id.orElse(-1));
        if (said != null) {
            wordsOf(view).put(said.channel, said.inTheEnd);
        }
    }

    private Optional<Picture> pictureAsked(View view, OptionalLong id) {
        return of(view).values().stream()
                .filter(picture -> id.isPresent() && picture.isAnsweredBy(id.getAsLong()))
                .findAny();
    }

    private Optional<Picture> told(View view, ChannelName channel, ServerFrame frame) {
        Picture picture = of(view).get(channel);
        if (!channel.tenant().equals(view.tenant())) {
            world.breach(view.client + " was told of another tenant's members: " + frame);
        }
        return Optional.ofNullable(picture);
    }

    private Map<Long, Said> sayingOf(View view) {
        return saying.computeIfAbsent(view, key -> new HashMap<>());
    }

    private Map<ChannelName, Optional<Payload>> wordsOf(View view) {
        return lastWords.computeIfAbsent(view, key -> new HashMap<>());
    }

    private Map<ChannelName, Picture> of(View view) {
        return pictures.computeIfAbsent(view, key -> new LinkedHashMap<>());
    }

    private List<Place> livePlaces(View view) {
        List<Place> live = new ArrayList<>();
        for (Place place : view.places()) {
            if (place.live
                    && !place.channel.isPersonal()
                    && !place.channel.isFeed()
                    && run.scenario.options(place.channel).has(Feature.PRESENCE)) {
                live.add(place);
            }
        }
        return live;
    }

    private static String key(String client, String user) {
        return client.isEmpty() ? user : client;
    }

    // In the end

    @Override
    public boolean isSettled() {
        boolean allSaid = true;
        for (View view : run.views()) {
            for (Place place : livePlaces(view)) {
                allSaid &= hasSaid(view, place.channel);
            }
        }
        return allSaid && mistakes().isEmpty();
    }

    private boolean hasSaid(View view, ChannelName channel) {
        if (wordsOf(view).containsKey(channel)) {
            return true;
        }
        boolean isSaying = sayingOf(view).values().stream().anyMatch(said -> said.channel.equals(channel));
        if (!isSaying) {
            say(view, channel, true);
        }
        return false;
    }

    @Override
    public void settled(Iterable<View> views) {
        // What a store or broker did not take may be told now, of connections that nobody has any more.
        for (int i = 0; i < MAX_WAITS && !mistakes().isEmpty(); i++) {
            world.runFor(RETRY);
        }
        mistakes().forEach(world::breach);
    }

    private List<String> mistakes() {
        List<String> mistakes = new ArrayList<>();
        pictures.forEach((view, watched) -> watched.values().forEach(picture -> {
            Map<String, Optional<Payload>> there = membersOf(picture.channel);
            Map<String, Optional<Payload>> seen = new HashMap<>(picture.members());
            news.doubts(picture.channel).forEach(key -> {
                there.remove(key);
                seen.remove(key);
            });
            if (!picture.isKnown() || isTold(picture) && !isSame(seen, there)) {
                mistakes.add(view.client + " sees " + (picture.isKnown() ? seen : "nothing") + " in " + picture.channel
                        + " where there are " + there);
            }
        }));
        return mistakes;
    }

    // Where nothing follows news that a broker kept for itself nobody knows of them.
    private boolean isTold(Picture picture) {
        boolean losesNews = run.scenario.faults.contains(Fault.BROKER_LOSES_NEWS);
        boolean isFollowed = !losesNews || !picture.channel.isPersonal() && run.scenario.namesAllMembers();
        return isFollowed && !picture.isPartial();
    }

    private boolean isSame(Map<String, Optional<Payload>> seen, Map<String, Optional<Payload>> there) {
        return run.scenario.namesAllMembers()
                ? seen.equals(there)
                : seen.keySet().equals(there.keySet());
    }

    private Map<String, Optional<Payload>> membersOf(ChannelName channel) {
        Map<String, Optional<Payload>> members = new HashMap<>();
        for (View view : run.views()) {
            boolean isUser = channel.owner()
                    .filter(user -> user.equals(view.client.identity().user()))
                    .isPresent();
            if (isUser && view.client.isReady()) {
                members.put(view.client.identity().user().value(), Optional.empty());
            }
            Optional<Optional<Payload>> state =
                    Optional.ofNullable(wordsOf(view).get(channel));
            view.place(channel)
                    .filter(place -> place.live && !channel.isPersonal())
                    .ifPresent(place -> members.put(view.origin, state.orElse(Optional.empty())));
        }
        return members;
    }

    @Override
    public void left() {
        // Those of a node that died are given up after its silence.
        if (!world.runUntil(store::isEmpty, MAX_SILENCE)) {
            world.breach("everybody left and the store of presence still has members");
        }
    }
}
