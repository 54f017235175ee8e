package dev.realtime.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Shows that a contract kit is strict: every rule of it is failed by somebody who breaks it.
 *
 * <p>A rule is a test whose display name begins with its number: {@code "B7: …"}. A variant is a static nested class that
 * extends the kit, makes an implementation that is right in everything but one promise, and names in {@link Breaks} the
 * rules that must notice; only those are run against it. It gives up waiting early, since what it waits for may never
 * come.
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicTest> everyRuleIsFailedBySomebodyWhoBreaksIt() {
 *     return BrokenVariants.of(MemoryBrokerContractTest.class, BrokenBrokers.class);
 * }
 * }</pre>
 */
final class BrokenVariants {

    private static final Pattern RULE = Pattern.compile("([A-Z]+[0-9]+): .*");

    private BrokenVariants() {}

    /**
     * @param right a use of the kit; it says which rules there are
     * @param holders the classes in which the variants are nested
     */
    static Stream<DynamicTest> of(Class<?> right, Class<?>... holders) {
        List<Class<?>> variants = Stream.of(holders)
                .flatMap(holder -> Stream.of(holder.getDeclaredClasses()))
                .filter(nested -> nested.isAnnotationPresent(Breaks.class))
                .sorted(Comparator.comparing(Class::getSimpleName))
                .toList();
        Stream<DynamicTest> caught = variants.stream()
                .map(variant -> dynamicTest(variant.getSimpleName(), () -> assertThat(failedBy(variant))
                        .as("rules that %s fails", variant.getSimpleName())
                        .isEqualTo(brokenBy(variant))));
        DynamicTest complete = dynamicTest("together they break every rule", () -> {
            Set<String> broken = new TreeSet<>();
            variants.forEach(variant -> broken.addAll(brokenBy(variant)));
            assertThat(broken).isEqualTo(rulesOf(right));
        });
        return Stream.concat(caught, Stream.of(complete));
    }

    private static Set<String> brokenBy(Class<?> variant) {
        return new TreeSet<>(List.of(variant.getAnnotation(Breaks.class).value()));
    }

    private static Set<String> rulesOf(Class<?> right) {
        TestPlan plan = launcher().discover(request(right).build());
        Set<String> rules = new TreeSet<>();
        plan.getRoots().forEach(root -> plan.getDescendants(root)
                .forEach(test -> ruleOf(test.getDisplayName()).ifPresent(rules::add)));
        return rules;
    }

    private static Set<String> failedBy(Class<?> variant) {
        Set<String> wanted = brokenBy(variant);
        PostDiscoveryFilter onlyWanted = test -> FilterResult.includedIf(
                ruleOf(test.getDisplayName()).map(wanted::contains).orElse(!test.isTest()));
        Set<String> failed = new TreeSet<>();
        TestExecutionListener listener = new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (result.getStatus() == TestExecutionResult.Status.FAILED) {
                    failed.add(ruleOf(test.getDisplayName()).orElse(test.getDisplayName()));
                }
            }
        };
        launcher().execute(request(variant).filters(onlyWanted).build(), listener);
        return failed;
    }

    private static LauncherDiscoveryRequestBuilder request(Class<?> kit) {
        return LauncherDiscoveryRequestBuilder.request().selectors(selectClass(kit));
    }

    // Without the listeners of the run that this is part of: to them a failure would be a failure.
    private static Launcher launcher() {
        return LauncherFactory.create(LauncherConfig.builder()
                .enableTestEngineAutoRegistration(false)
                .enableTestExecutionListenerAutoRegistration(false)
                .enableLauncherSessionListenerAutoRegistration(false)
                .enableLauncherDiscoveryListenerAutoRegistration(false)
                .enablePostDiscoveryFilterAutoRegistration(false)
                .addTestEngines(new JupiterTestEngine())
                .build());
    }

    private static Optional<String> ruleOf(String displayName) {
        Matcher rule = RULE.matcher(displayName);
        return rule.matches() ? Optional.of(rule.group(1)) : Optional.empty();
    }
}
