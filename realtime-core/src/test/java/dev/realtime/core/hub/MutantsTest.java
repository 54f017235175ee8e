package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.sim.Simulation;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The simulation is only worth something if it finds bugs: each of these is planted into the real engine and must be
 * found soon, in a seed that the engine without it passes.
 */
class MutantsTest {

    private static final int MAX_SEEDS = 1_000;

    /** A way to be wrong. */
    enum Mutant {
        RESUMES_ONE_TOO_LATE(ResumesOneTooLate::new, "never got"),
        RESUMES_ONE_TOO_EARLY(ResumesOneTooEarly::new, "again or late"),
        REPEATS_A_MESSAGE(RepeatsAMessage::new, "again or late"),
        LEAVES_ONE_OUT(LeavesOneOut::new, "never got"),
        KEEPS_QUIET_ABOUT_GAPS(KeepsQuietAboutGaps::new, "never got"),
        KNOWS_NO_BOUND(KnowsNoBound::new, "bytes behind");

        private final Supplier<CursorRules> rules;
        private final String symptom;

        Mutant(Supplier<CursorRules> rules, String symptom) {
            this.rules = rules;
            this.symptom = symptom;
        }
    }

    @ParameterizedTest
    @EnumSource
    @Timeout(120)
    void isFound(Mutant mutant) {
        long seed = 1;
        while (seed <= MAX_SEEDS && isMissedBy(seed, mutant)) {
            seed++;
        }

        assertThat(seed).as("seed that finds " + mutant).isLessThanOrEqualTo(MAX_SEEDS);
        assertThat(new Simulation(seed, UnaryOperator.identity()).run()).isEmpty();
        System.out.println(mutant + " is found by seed " + seed);
    }

    private static boolean isMissedBy(long seed, Mutant mutant) {
        return new Simulation(seed, builder -> builder.rules(mutant.rules.get()))
                .run().stream().noneMatch(breach -> breach.contains(mutant.symptom));
    }

    private static final class ResumesOneTooLate extends CursorRules {
        @Override
        long resumeAfter(long position) {
            return position + 2;
        }
    }

    private static final class ResumesOneTooEarly extends CursorRules {
        @Override
        long resumeAfter(long position) {
            return Math.max(1, position);
        }
    }

    private static final class RepeatsAMessage extends CursorRules {
        private long repeated;

        @Override
        long afterWrite(long offset) {
            if (offset % 50 == 0 && offset != repeated) {
                repeated = offset;
                return offset;
            }
            return offset + 1;
        }
    }

    private static final class LeavesOneOut extends CursorRules {
        @Override
        long afterWrite(long offset) {
            return offset % 50 == 0 ? offset + 2 : offset + 1;
        }
    }

    private static final class KeepsQuietAboutGaps extends CursorRules {
        @Override
        long gapFrom(long next) {
            return 0;
        }
    }

    private static final class KnowsNoBound extends CursorRules {
        @Override
        boolean isTooFarBehind(long lagBytes, long maxLagBytes) {
            return false;
        }
    }
}
