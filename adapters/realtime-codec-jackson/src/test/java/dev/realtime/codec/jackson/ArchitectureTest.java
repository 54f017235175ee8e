package dev.realtime.codec.jackson;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noCodeUnits;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.realtime.HouseRules;

@AnalyzeClasses(packages = "dev.realtime.codec.jackson", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchTests house_rules = ArchTests.in(HouseRules.class);

    @ArchTest
    static final ArchRule of_ours_it_knows_only_what_it_is_built_on =
            HouseRules.knowsOnly("dev.realtime.core..", "dev.realtime.codec..");

    /** With it, a message names the Java class it becomes: remote code execution. */
    @ArchTest
    static final ArchRule no_message_chooses_a_class = noClasses()
            .should()
            .accessTargetWhere(describe("turns on default typing", access -> access.getTarget()
                    .getName()
                    .matches("(activate|enable)DefaultTyping.*|setDefaultTyping")));

    /** Users may be on Jackson 3: no type of Jackson 2 may be theirs to touch. */
    @ArchTest
    static final ArchRule jackson_stays_inside = noCodeUnits()
            .that()
            .arePublic()
            .and()
            .areDeclaredInClassesThat()
            .arePublic()
            .should()
            .haveRawReturnType(resideInAPackage("com.fasterxml.."))
            .orShould()
            .haveRawParameterTypes(
                    describe("one of Jackson", types -> types.stream().anyMatch(resideInAPackage("com.fasterxml.."))));
}
