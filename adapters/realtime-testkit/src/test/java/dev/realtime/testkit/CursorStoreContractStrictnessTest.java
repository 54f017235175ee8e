package dev.realtime.testkit;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class CursorStoreContractStrictnessTest {

    @TestFactory
    Stream<DynamicTest> everyRuleIsFailedBySomebodyWhoBreaksIt() {
        return BrokenVariants.of(MemoryCursorStoreContractTest.class, BrokenCursorStores.class);
    }
}
