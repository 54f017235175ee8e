package dev.realtime.testkit;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class BrokerContractStrictnessTest {

    @TestFactory
    Stream<DynamicTest> everyRuleIsFailedBySomebodyWhoBreaksIt() {
        return BrokenVariants.of(
                MemoryBrokerContractTest.class, BrokenAppends.class, BrokenReads.class, BrokenNodes.class);
    }
}
