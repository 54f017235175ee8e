package dev.realtime.core.hub;

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

    /** A way to be wrong. */
    enum Mutant {
        RESUMES_ONE_TOO_LATE(ResumesOneTooLate::new, "never got"),
        RESUMES_ONE_TOO_EARLY(ResumesOneTooEarly::new, "again or late"),
        REPEATS_A_MESSAGE(RepeatsAMessage::new, "again or late"),
        LEAVES_ONE_OUT(LeavesOneOut::new, "never got"),
        KEEPS_QUIET_ABOUT_GAPS(KeepsQuietAboutGaps::new, "never got"),
        KNOWS_NO_BOUND(KnowsNoBound::new, "bytes behind");

        private final MutantHunt hunt;

        Mutant(Supplier<CursorRules> rules, String symptom) {
            this.hunt = new MutantHunt(builder -> builder.rules(rules.get()), UnaryOperator.identity(), symptom);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Timeout(120)
    void isFound(Mutant mutant) {
        mutant.hunt.succeeds(mutant.name());
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
