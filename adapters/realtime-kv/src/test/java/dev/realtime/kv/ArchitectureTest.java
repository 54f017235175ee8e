package dev.realtime.kv;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noCodeUnits;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.realtime.HouseRules;

@AnalyzeClasses(packages = "dev.realtime.kv", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String[] LIBRARIES = {
        "com.fasterxml..", "com.zaxxer..", "org.bouncycastle..", "org.flywaydb..", "org.h2..", "org.postgresql.."
    };

    @ArchTest
    static final ArchTests house_rules = ArchTests.in(HouseRules.class);

    @ArchTest
    static final ArchRule of_ours_it_knows_only_what_it_is_built_on =
            HouseRules.knowsOnly("dev.realtime.core..", "dev.realtime.kv..", "dev.realtime.postgres");

    /** An interrupt closes the file of H2 for everybody who has it open. */
    @ArchTest
    static final ArchRule no_thread_is_interrupted_but_the_own = noClasses()
            .should()
            .callMethodWhere(describe(
                    "interrupts others", call -> call.getTarget().getName().equals("shutdownNow")));

    @ArchTest
    static final ArchRule libraries_stay_inside = noCodeUnits()
            .that()
            .arePublic()
            .and()
            .areDeclaredInClassesThat()
            .arePublic()
            .should()
            .haveRawReturnType(resideInAnyPackage(LIBRARIES))
            .orShould()
            .haveRawParameterTypes(
                    describe("one of a library", types -> types.stream().anyMatch(resideInAnyPackage(LIBRARIES))));
}
