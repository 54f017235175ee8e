package dev.realtime.source.outbox;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.realtime.HouseRules;

@AnalyzeClasses(packages = "dev.realtime.source.outbox", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchTests house_rules = ArchTests.in(HouseRules.class);

    @ArchTest
    static final ArchRule of_ours_it_knows_only_what_it_is_built_on = HouseRules.knowsOnly(
            "dev.realtime.core..",
            "dev.realtime.postgres",
            "dev.realtime.source",
            "dev.realtime.source.delivery",
            "dev.realtime.source.outbox");

    /** An application writes with whatever driver, pool or proxy it has. */
    @ArchTest
    static final ArchRule who_writes_needs_nothing_but_jdbc = noClasses()
            .that()
            .haveSimpleNameContaining("RealtimeOutbox")
            .or()
            .haveSimpleNameContaining("OutboxWriter")
            .or()
            .haveSimpleNameContaining("Fitness")
            .should()
            .dependOnClassesThat(
                    resideInAnyPackage("org.postgresql..", "com.fasterxml..", "dev.realtime.postgres", "javax.sql.."));
}
