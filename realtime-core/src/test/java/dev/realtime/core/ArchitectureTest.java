package dev.realtime.core;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

@AnalyzeClasses(packages = "dev.realtime.core", importOptions = ImportOption.DoNotIncludeTests.class)
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

    /** Calls, by full name without parameters, that make a thread or borrow one that nobody here owns. */
    private static final Set<String> THREADS = Set.of(
            "java.lang.Thread.<init>",
            "java.lang.Thread.ofVirtual",
            "java.lang.Thread.ofPlatform",
            "java.lang.Thread.startVirtualThread",
            "java.util.Timer.<init>",
            "java.util.concurrent.ForkJoinPool.<init>",
            "java.util.concurrent.ForkJoinPool.commonPool",
            "java.util.concurrent.ScheduledThreadPoolExecutor.<init>",
            "java.util.concurrent.ThreadPoolExecutor.<init>",
            "java.util.concurrent.CompletableFuture.delayedExecutor",
            "java.util.concurrent.CompletableFuture.orTimeout",
            "java.util.concurrent.CompletableFuture.completeOnTimeout");

    @ArchTest
    static final ArchRule core_knows_only_java_base = classes()
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                            "dev.realtime.core..",
                            "java.io..",
                            "java.lang..",
                            "java.math..",
                            "java.net..",
                            "java.nio..",
                            "java.security..",
                            "java.text..",
                            "java.time..",
                            "java.util..",
                            "javax.crypto..")
                    // these packages have a name of java.base and live elsewhere
                    .and(not(resideInAnyPackage(
                            "java.lang.instrument..",
                            "java.lang.management..",
                            "java.net.http..",
                            "java.util.logging..",
                            "java.util.prefs.."))))
            .allowEmptyShould(true);

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
    static final ArchRule core_starts_no_thread = noClasses()
            .should()
            .accessTargetWhere(describe("makes or borrows a thread", isOneOfIgnoringParameters(THREADS)))
            .orShould()
            .accessTargetWhere(describe("runs on the common pool", usesTheCommonPool()))
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(Executors.class)
            .allowEmptyShould(true);

    /** Imports point up: a package knows those named before it. */
    @ArchTest
    static void packages_know_only_those_above(JavaClasses core) {
        List<String> above = new ArrayList<>();
        for (String layer :
                List.of("", ".frame", ".policy", ".spi", ".memory", ".endpoint", ".hub", ".client", ".sim")) {
            above.add("dev.realtime.core" + layer);
            classes()
                    .that()
                    .resideInAPackage("dev.realtime.core" + layer)
                    .should()
                    .onlyDependOnClassesThat(resideInAnyPackage(above.toArray(String[]::new))
                            .or(not(resideInAPackage("dev.realtime.."))))
                    .allowEmptyShould(true)
                    .check(core);
        }
    }

    private static Predicate<JavaAccess<?>> isOneOf(Set<String> fullNames) {
        return access -> fullNames.contains(access.getTarget().getFullName());
    }

    private static Predicate<JavaAccess<?>> isOneOfIgnoringParameters(Set<String> names) {
        return access -> names.contains(
                access.getTargetOwner().getName() + "." + access.getTarget().getName());
    }

    /** Parallel streams do, and the …Async methods unless their last parameter says where to run. */
    private static Predicate<JavaAccess<?>> usesTheCommonPool() {
        return access -> switch (access.getTargetOwner().getPackageName()) {
            case "java.util" -> access.getTarget().getName().equals("parallelStream");
            case "java.util.concurrent" -> access.getTarget().getName().endsWith("Async")
                    && !access.getTarget().getFullName().endsWith("java.util.concurrent.Executor)");
            default -> false;
        };
    }
}
