package dev.realtime.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecentlyUsedTest {

    private final RecentlyUsed<Integer, String> map = new RecentlyUsed<>(10);

    @Test
    void keepsWhatWasPut() {
        map.compute(1, none -> "one");

        assertThat(map.get(1)).isEqualTo("one");
        assertThat(map.get(2)).isNull();
        assertThat(map.size()).isEqualTo(1);
    }

    @Test
    void showsTheChangeWhatThereIs() {
        map.compute(1, none -> "one");

        assertThat(map.compute(1, there -> there + "!")).isEqualTo("one!");
        assertThat(map.get(1)).isEqualTo("one!");
        assertThat(map.compute(1, there -> null)).isNull();
        assertThat(map.size()).isZero();
    }

    @Test
    void neverHoldsMoreThanItMay() {
        int most = 0;
        for (int key = 0; key < 100; key++) {
            map.compute(key, none -> "x");
            most = Math.max(most, map.size());
        }

        assertThat(most).isBetween(9, 10);
    }

    @Test
    void outlivesHalfAsManyOthersAsItMayHold() {
        put(0);
        put(1, 2, 3, 4, 5);

        assertThat(map.get(0)).isNotNull();
    }

    @Test
    void forgetsWhatWasNotUsed() {
        put(0, 1, 2, 3, 4);
        put(5, 6, 7, 8, 9);

        assertThat(map.get(0)).isNull();
        assertThat(map.get(5)).isNotNull();
    }

    @Test
    void keepsWhatIsLookedUp() {
        put(0, 1, 2, 3, 4);
        put(5, 6, 7);

        map.get(0);
        put(8, 9);

        assertThat(map.get(0)).isNotNull();
        assertThat(map.get(1)).isNull();
    }

    @Test
    void whatIsLookedUpIsThereOnce() {
        put(0, 1, 2, 3, 4);

        map.get(0);

        assertThat(map.size()).isEqualTo(5);
    }

    @Test
    void removesFromBothGenerations() {
        put(0, 1, 2, 3, 4);
        put(5);

        assertThat(map.remove(0)).isEqualTo("0");
        assertThat(map.remove(5)).isEqualTo("5");
        assertThat(map.remove(6)).isNull();
        assertThat(map.get(0)).isNull();
        assertThat(map.get(5)).isNull();
        assertThat(map.size()).isEqualTo(4);
    }

    @Test
    void showsAllOfBothGenerations() {
        put(0, 1, 2, 3, 4);
        put(5);
        Map<Integer, String> seen = new HashMap<>();

        map.forEach(seen::put);

        assertThat(seen).containsOnlyKeys(0, 1, 2, 3, 4, 5).containsEntry(5, "5");
    }

    @Test
    void needsRoomForTwoGenerations() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RecentlyUsed<>(1));
        assertThat(new RecentlyUsed<>(2).size()).isZero();
    }

    private void put(int... keys) {
        for (int key : keys) {
            map.compute(key, none -> Integer.toString(key));
        }
    }
}
