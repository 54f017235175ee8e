package dev.realtime.core;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.realtime.HouseRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

@AnalyzeClasses(packages = "dev.realtime.core", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchTests house_rules = ArchTests.in(HouseRules.class);

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
                            "java.util.prefs.."))));

    @ArchTest
    static final ArchRule core_starts_no_thread = noClasses()
            .should()
            .accessTargetWhere(describe("makes or borrows a thread", isOneOfIgnoringParameters(THREADS)))
            .orShould()
            .accessTargetWhere(describe("runs on the common pool", usesTheCommonPool()))
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(Executors.class);

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
