package dev.realtime.postgres;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.realtime.HouseRules;

@AnalyzeClasses(packages = "dev.realtime.postgres", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchTests house_rules = ArchTests.in(HouseRules.class);

    @ArchTest
    static final ArchRule of_ours_it_knows_only_what_it_is_built_on = HouseRules.knowsOnly("dev.realtime.postgres");
}
