package dev.realtime;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.security.SecureRandom;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

/** What every module keeps: no cycles, no clock and no chance but those handed in. */
public final class HouseRules {

    /** Calls, by full name, that read the machine's clock or wait on it; {@code SystemTicker} alone may. */
    private static final Set<String> CLOCK = Set.of(
            "java.lang.System.nanoTime()",
            "java.lang.System.currentTimeMillis()",
            "java.lang.Thread.sleep(long)",
            "java.lang.Thread.sleep(long, int)",
            "java.time.Instant.now()",
            "java.time.LocalDate.now()",
            "java.time.LocalDateTime.now()",
            "java.time.OffsetDateTime.now()",
            "java.time.ZonedDateTime.now()",
            "java.util.Date.<init>()");

    /** Calls, by full name, whose answer no seed repeats; {@code SystemRandomness} alone may. */
    private static final Set<String> CHANCE = Set.of(
            "java.lang.Math.random()",
            "java.lang.StrictMath.random()",
            "java.util.UUID.randomUUID()",
            "java.util.SplittableRandom.<init>()",
            "java.util.random.RandomGenerator.getDefault()");

    @ArchTest
    public static final ArchRule packages_have_no_cycles =
            slices().matching("dev.realtime.(**)").should().beFreeOfCycles();

    @ArchTest
    public static final ArchRule time_comes_from_a_ticker_or_a_clock = noClasses()
            .that()
            .doNotHaveSimpleName("SystemTicker")
            .should()
            .accessTargetWhere(describe("reads the machine's clock", isOneOf(CLOCK)));

    @ArchTest
    public static final ArchRule chance_comes_from_randomness = noClasses()
            .that()
            .doNotHaveSimpleName("SystemRandomness")
            .should()
            .accessTargetWhere(describe("cannot be repeated from a seed", isOneOf(CHANCE)))
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(Random.class, SecureRandom.class, ThreadLocalRandom.class);

    private HouseRules() {}

    /** Of our own packages a module knows only those it is built on. */
    public static ArchRule knowsOnly(String... packages) {
        return noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("dev.realtime..").and(not(resideInAnyPackage(packages))));
    }

    private static Predicate<JavaAccess<?>> isOneOf(Set<String> fullNames) {
        return access -> fullNames.contains(access.getTarget().getFullName());
    }
}
