package dev.realtime.core.sim;

import dev.realtime.core.hub.HubBuilder;
import dev.realtime.core.sim.Scenario.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The parts that a seed has in its run. */
final class Parts {

    private static final int ACTS_ONE_IN = 4;

    private final SimChance chance;
    private final List<Part> parts = new ArrayList<>();

    Parts(Simulation run, Ledger ledger) {
        this.chance = run.world.chance();
        if (run.scenario.topics.contains(Topic.PRESENCE)) {
            parts.add(new PresencePicture(run, ledger));
        }
        if (run.scenario.topics.contains(Topic.TOKENS)) {
            parts.add(new TokenLife(run));
        }
        if (run.scenario.topics.contains(Topic.RECEIPTS)) {
            Reached reached = new Reached();
            ReceiptsHold receipts = new ReceiptsHold(run, ledger, reached);
            parts.add(receipts);
            parts.add(new EscalatesOnce(run, ledger, reached, receipts));
            parts.add(new QueueGoesOn(run, ledger, reached));
        }
        if (run.scenario.topics.contains(Topic.STREAMS)) {
            parts.add(new StreamLife(run, ledger));
        }
    }

    List<Part> all() {
        return parts;
    }

    /** Lets one of them act, now and then. @return whether one did */
    boolean act() {
        if (parts.isEmpty() || !chance.oneIn(ACTS_ONE_IN)) {
            return false;
        }
        parts.get((int) chance.below(parts.size())).act();
        return true;
    }

    boolean areSettled() {
        boolean all = true;
        for (Part part : parts) {
            all &= part.isSettled();
        }
        return all;
    }

    void forEach(Consumer<Part> action) {
        parts.forEach(action);
    }

    HubBuilder equip(HubBuilder node) {
        HubBuilder equipped = node;
        for (Part part : parts) {
            equipped = part.equip(equipped);
        }
        return equipped;
    }
}
