package dev.realtime.testkit;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class PresenceStoreContractStrictnessTest {

    @TestFactory
    Stream<DynamicTest> everyRuleIsFailedBySomebodyWhoBreaksIt() {
        return BrokenVariants.of(MemoryPresenceStoreContractTest.class, BrokenPresence.class, BrokenHolders.class);
    }
}
