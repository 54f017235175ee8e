package dev.realtime.core.sim;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.Publication;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.UserId;
import dev.realtime.core.hub.HubBuilder;
import dev.realtime.core.sim.Ledger.Fact;
import dev.realtime.core.spi.Escalation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What no device acknowledged in time takes the other way, at each node that took it in: once, not before its time, also if
 * it is sent again under its name; and never what was acknowledged. What waits dies with its node.
 */
final class EscalatesOnce implements Part {

    private static final Duration REPEATED_WITHIN = Duration.ofSeconds(6);

    private final Simulation run;
    private final SimWorld world;
    private final SimChance chance;
    private final Ledger ledger;
    private final Reached reached;
    private final List<Messenger> messengers = new ArrayList<>();
    private long acts;

    EscalatesOnce(Simulation run, Ledger ledger, Reached reached, ReceiptsHold receipts) {
        this.run = run;
        this.world = run.world;
        this.chance = world.chance();
        this.ledger = ledger;
        this.reached = reached;
        receipts.listener(this::confirmed);
    }

    @Override
    public HubBuilder equip(HubBuilder node) {
        Messenger messenger = new Messenger();
        messengers.add(messenger);
        return node.escalation(messenger);
    }

    @Override
    public void came(Node node) {
        messengers.get(messengers.size() - 1).node = node;
    }

    @Override
    public void act() {
        UserId user = run.anyView().client.identity().user();
        Message message = run.message();
        if (run.scenario.keepsActs() && chance.oneIn(2)) {
            Message act = message.idempotencyKey("act " + acts++);
            run.node().hub.sendToUser(user, act);
            world.after(
                    Duration.ofNanos(chance.below(REPEATED_WITHIN.toNanos())),
                    () -> run.node().hub.sendToUser(user, act));
        } else {
            run.node().hub.sendToUser(user, message);
        }
    }

    private void confirmed(UserId user, ChannelName channel, StreamPosition position) {
        messengers.forEach(messenger -> messenger.confirmed(channel, position));
    }

    @Override
    public boolean isSettled() {
        return messengers.stream().noneMatch(messenger -> messenger.overdue().isPresent());
    }

    @Override
    public void settled(Iterable<View> views) {
        for (Messenger messenger : messengers) {
            messenger
                    .overdue()
                    .ifPresent(wait -> world.breach(
                            "nobody acknowledged " + NoSilentGap.name(wait.fact) + ", and it was never escalated"));
        }
    }

    /** A message that its node waits for somebody to acknowledge. */
    private static final class Wait {
        private final Fact fact;
        private final UserId user;
        private final Duration patience;
        private final long untilNanos;
        private boolean acknowledged;
        private int escalations;

        Wait(Fact fact, UserId user, Duration patience, long nowNanos) {
            this.fact = fact;
            this.user = user;
            this.patience = patience;
            this.untilNanos = nowNanos + patience.toNanos();
        }
    }

    /** The other way from one node. */
    private final class Messenger implements Escalation {

        private final Map<Payload, Wait> waits = new IdentityHashMap<>();
        // What may still be acknowledged in time.
        private final List<Wait> inTime = new ArrayList<>();
        private Node node;

        @Override
        public Duration patience(UserId user, Publication message) {
            return waits.computeIfAbsent(message.message().data(), payload -> begin(user, payload)).patience;
        }

        private Wait begin(UserId user, Payload payload) {
            Duration patience = chance.oneIn(3) ? Duration.ZERO : Duration.ofMillis(chance.between(100, 4_000));
            Wait wait = new Wait(ledger.fact(payload).orElseThrow(), user, patience, world.nowNanos());
            inTime.add(wait);
            return wait;
        }

        @Override
        public void escalate(UserId user, Publication message) {
            Wait wait = waits.get(message.message().data());
            String name = NoSilentGap.name(wait.fact);
            wait.escalations++;
            if (wait.escalations > 1) {
                world.breach(name + " was escalated again");
            }
            if (wait.patience.isZero() || world.nowNanos() < wait.untilNanos) {
                world.breach(name + " was escalated before its time");
            }
            if (wait.acknowledged && isKnown(wait)) {
                world.breach(name + " was escalated although it had been acknowledged");
            }
        }

        // A store that heard of another epoch later knows nothing of this one.
        private boolean isKnown(Wait wait) {
            Fact fact = wait.fact;
            boolean isCurrent = ledger.head(fact.channel())
                    .filter(head -> head.epoch().equals(fact.epoch()))
                    .isPresent();
            return isCurrent && reached.isOfOneEpoch(wait.user, fact.channel(), Reached.ANY_DEVICE, fact.epoch());
        }

        private void confirmed(ChannelName channel, StreamPosition position) {
            inTime.removeIf(wait -> world.nowNanos() > wait.untilNanos);
            for (Wait wait : inTime) {
                wait.acknowledged |= wait.fact.channel().equals(channel)
                        && wait.fact.epoch().equals(position.epoch())
                        && wait.fact.publication().offset() <= position.offset();
            }
        }

        /** What no client has ever said a word about, and did not take the other way. */
        private Optional<Wait> overdue() {
            boolean isUp = node.isUp() && run.scenario.startsWithConnect;
            return waits.values().stream()
                    .filter(wait -> isUp && !wait.patience.isZero() && wait.escalations == 0)
                    .filter(wait -> reached.said(wait.user, wait.fact.channel(), Reached.ANY_DEVICE, wait.fact.epoch())
                            < wait.fact.publication().offset())
                    .findFirst();
        }
    }
}
