package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.sim.Simulation;
import dev.realtime.core.spi.Broker;
import java.util.function.UnaryOperator;

/**
 * Looks for the first seed in which a planted bug shows.
 *
 * @param twist what it does to the engine
 * @param brokers what it does to the brokers of the nodes
 * @param symptom a part of the breach by which it has to be known
 */
record MutantHunt(UnaryOperator<HubBuilder> twist, UnaryOperator<Broker> brokers, String symptom) {

    private static final int MAX_SEEDS = 1_000;

    /** Fails unless a seed finds the bug that the engine without it passes. */
    void succeeds(String name) {
        long seed = 1;
        while (seed <= MAX_SEEDS && isMissedBy(seed)) {
            seed++;
        }

        assertThat(seed).as("seed that finds " + name).isLessThanOrEqualTo(MAX_SEEDS);
        assertThat(new Simulation(seed, UnaryOperator.identity()).run()).isEmpty();
        System.out.println(name + " is found by seed " + seed);
    }

    private boolean isMissedBy(long seed) {
        return new Simulation(seed, twist)
                .brokers(brokers).run().stream().noneMatch(breach -> breach.contains(symptom));
    }
}
