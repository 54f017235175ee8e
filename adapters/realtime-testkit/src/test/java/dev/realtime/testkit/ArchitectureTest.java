package dev.realtime.testkit;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.security.SecureRandom;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

@AnalyzeClasses(packages = "dev.realtime.testkit", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

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
    static final ArchRule packages_have_no_cycles =
            slices().matching("dev.realtime.(**)").should().beFreeOfCycles().allowEmptyShould(true);

    @ArchTest
    static final ArchRule time_comes_from_a_ticker_or_a_clock = noClasses()
            .that()
            .doNotHaveSimpleName("SystemTicker")
            .should()
            .accessTargetWhere(describe("reads the machine's clock", isOneOf(CLOCK)))
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule chance_comes_from_randomness = noClasses()
            .that()
            .doNotHaveSimpleName("SystemRandomness")
            .should()
            .accessTargetWhere(describe("cannot be repeated from a seed", isOneOf(CHANCE)))
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(Random.class, SecureRandom.class, ThreadLocalRandom.class)
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule of_ours_it_knows_only_what_it_is_built_on = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("dev.realtime..")
                    .and(not(resideInAnyPackage("dev.realtime.core..", "dev.realtime.testkit.."))))
            .allowEmptyShould(true);

    private static Predicate<JavaAccess<?>> isOneOf(Set<String> fullNames) {
        return access -> fullNames.contains(access.getTarget().getFullName());
    }
}
